alter table orders add constraint orders_number_key unique using index orders_number_key;
