alter table orders alter column status drop not null;
