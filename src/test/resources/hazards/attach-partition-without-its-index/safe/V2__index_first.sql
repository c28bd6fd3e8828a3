create index concurrently old_measurements_id on old_measurements (id);
