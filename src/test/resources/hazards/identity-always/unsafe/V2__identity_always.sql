alter table orders alter column id add generated always as identity (start 1001);
