alter table measurements alter column value set not null;
