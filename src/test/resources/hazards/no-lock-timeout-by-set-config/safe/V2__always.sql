alter table orders enable always trigger audit;
