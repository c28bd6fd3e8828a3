alter table categories add constraint categories_parent foreign key (parent) references categories not valid;
