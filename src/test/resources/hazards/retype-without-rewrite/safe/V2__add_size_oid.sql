alter table files add column size_oid oid;
