do $$
declare
    t regclass;
begin
    for t in select oid from pg_class where relkind = 'r' and relname in ('orders', 'customers', 'carts') loop
        execute format('alter table %s add column archived boolean', t);
    end loop;
end
$$;
