create function orders_total_cents() returns trigger language plpgsql as $$
begin
    new.total_cents := (new.total * 100)::bigint;
    return new;
end
$$;
create trigger orders_total_cents before insert or update on orders
    for each row execute function orders_total_cents();
