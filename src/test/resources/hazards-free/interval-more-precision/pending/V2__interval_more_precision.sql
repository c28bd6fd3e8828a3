alter table shifts alter column lasts type interval(6);
