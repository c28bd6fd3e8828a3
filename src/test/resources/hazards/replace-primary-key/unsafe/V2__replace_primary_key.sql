alter table readings drop constraint readings_pkey;
alter table readings add primary key (device, number);
