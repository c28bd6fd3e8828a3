-- Free for a varchar, but not for an array of them.
alter table products alter column tags type text[];
