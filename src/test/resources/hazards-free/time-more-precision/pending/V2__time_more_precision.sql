alter table shifts alter column begins type timestamp(6);
