create table measurements_2026 (like measurements including all);
alter table measurements attach partition measurements_2026 for values from ('2026-01-01') to ('2027-01-01');
