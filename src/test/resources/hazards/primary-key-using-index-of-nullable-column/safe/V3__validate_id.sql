alter table readings validate constraint readings_id_present;
