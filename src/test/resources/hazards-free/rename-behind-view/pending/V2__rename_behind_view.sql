alter table orders rename to purchases;
alter table purchases rename column status to state;
create view orders as select id, customer, state as status, total, placed_at from purchases;
