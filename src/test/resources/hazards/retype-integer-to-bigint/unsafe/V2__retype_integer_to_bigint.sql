alter table events alter column visitor type bigint;
