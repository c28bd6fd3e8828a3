create unique index concurrently readings_pkey on readings (id);
