create unique index concurrently orders_number_key on orders (number);
