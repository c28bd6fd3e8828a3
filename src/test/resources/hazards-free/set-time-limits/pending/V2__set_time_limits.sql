set local statement_timeout = '10s';
set local lock_timeout = '1s';
alter table orders add column note text;
