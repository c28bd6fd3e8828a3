alter table orders disable trigger audit;
