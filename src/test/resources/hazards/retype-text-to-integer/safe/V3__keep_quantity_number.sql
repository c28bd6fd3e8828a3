create function products_quantity_number() returns trigger language plpgsql as $$
begin
    new.quantity_number := new.quantity::integer;
    return new;
end
$$;
create trigger products_quantity_number before insert or update on products
    for each row execute function products_quantity_number();
