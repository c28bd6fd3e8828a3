-- drop table orders;
/* truncate orders; */
comment on table orders is 'create index orders_status on orders (status); drop column';
