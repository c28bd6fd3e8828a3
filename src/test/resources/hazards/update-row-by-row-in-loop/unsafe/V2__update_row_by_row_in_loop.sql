do $$
declare
    r record;
begin
    for r in select id from orders loop
        update orders set paid = false where id = r.id;
    end loop;
end
$$;
