alter table readings add constraint readings_device_number unique using index readings_device_number;
