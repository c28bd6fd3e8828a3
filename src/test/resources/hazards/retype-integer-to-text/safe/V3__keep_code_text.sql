create function products_code_text() returns trigger language plpgsql as $$
begin
    new.code_text := new.code::text;
    return new;
end
$$;
create trigger products_code_text before insert or update on products
    for each row execute function products_code_text();
