alter table readings add constraint readings_id_present check (id is not null) not valid;
