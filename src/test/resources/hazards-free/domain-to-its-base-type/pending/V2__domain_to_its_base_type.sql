alter table customers alter column address type text;
