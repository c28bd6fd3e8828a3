alter table readings add constraint readings_pkey primary key using index readings_id;
