alter table readings alter column id set not null;
