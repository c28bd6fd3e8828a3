alter table orders drop column status cascade;
