create function orders_total_exact() returns trigger language plpgsql as $$
begin
    new.total_exact := new.total;
    return new;
end
$$;
create trigger orders_total_exact before insert or update on orders
    for each row execute function orders_total_exact();
