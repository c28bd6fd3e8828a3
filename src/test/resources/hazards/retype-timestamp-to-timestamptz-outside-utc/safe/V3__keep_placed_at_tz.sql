create function orders_placed_at_tz() returns trigger language plpgsql as $$
begin
    new.placed_at_tz := new.placed_at at time zone 'Europe/Berlin';
    return new;
end
$$;
create trigger orders_placed_at_tz before insert or update on orders
    for each row execute function orders_placed_at_tz();
