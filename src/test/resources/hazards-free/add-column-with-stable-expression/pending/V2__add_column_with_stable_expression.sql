alter table orders add column due timestamptz default current_date + interval '30 days';
