create unique index concurrently readings_device_number on readings (device, number);
