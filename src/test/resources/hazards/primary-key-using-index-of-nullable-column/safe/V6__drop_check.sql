alter table readings drop constraint readings_id_present;
