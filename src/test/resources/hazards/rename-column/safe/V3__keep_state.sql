create function orders_state() returns trigger language plpgsql as $$
begin
    new.state := new.status;
    return new;
end
$$;
create trigger orders_state before insert or update on orders
    for each row execute function orders_state();
