do $$
begin
    if to_regclass('orders_status') is null then
        create index orders_status on orders (status);
    end if;
end
$$;
