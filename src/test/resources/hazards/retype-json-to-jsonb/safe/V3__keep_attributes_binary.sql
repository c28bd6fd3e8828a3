create function products_attributes_binary() returns trigger language plpgsql as $$
begin
    new.attributes_binary := new.attributes::jsonb;
    return new;
end
$$;
create trigger products_attributes_binary before insert or update on products
    for each row execute function products_attributes_binary();
