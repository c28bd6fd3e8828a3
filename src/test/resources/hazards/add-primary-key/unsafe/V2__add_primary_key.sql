alter table readings add primary key (id);
