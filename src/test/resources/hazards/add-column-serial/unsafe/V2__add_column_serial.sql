alter table orders add column number serial;
