do $$
begin
    alter table orders add constraint orders_customer foreign key (customer) references customers (id) not valid;
exception
    when duplicate_object then null;
end
$$;
