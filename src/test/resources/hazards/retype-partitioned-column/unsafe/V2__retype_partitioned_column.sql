alter table measurements alter column value type bigint;
