alter table events alter column id type bigint;
