create function products_attributes_json() returns trigger language plpgsql as $$
begin
    new.attributes_json := new.attributes::jsonb;
    return new;
end
$$;
create trigger products_attributes_json before insert or update on products
    for each row execute function products_attributes_json();
