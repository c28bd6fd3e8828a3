alter table products alter column code type varchar(50);
