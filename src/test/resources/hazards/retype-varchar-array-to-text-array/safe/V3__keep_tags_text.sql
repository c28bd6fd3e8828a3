create function products_tags_text() returns trigger language plpgsql as $$
begin
    new.tags_text := new.tags;
    return new;
end
$$;
create trigger products_tags_text before insert or update on products
    for each row execute function products_tags_text();
