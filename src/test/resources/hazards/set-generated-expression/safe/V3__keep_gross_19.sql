create function products_gross_19() returns trigger language plpgsql as $$
begin
    new.gross_19 := new.net * 1.19;
    return new;
end
$$;
create trigger products_gross_19 before insert or update on products
    for each row execute function products_gross_19();
