alter table files add column large_object oid;
