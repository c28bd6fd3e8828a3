alter table orders add column number text;
