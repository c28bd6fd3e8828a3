alter table orders set schema archive;
