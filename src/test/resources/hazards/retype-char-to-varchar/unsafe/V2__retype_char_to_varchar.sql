alter table countries alter column code type varchar(10);
