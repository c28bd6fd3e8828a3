alter table orders alter column status drop default;
