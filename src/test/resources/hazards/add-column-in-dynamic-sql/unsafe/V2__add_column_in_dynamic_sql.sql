do $$
declare
    t text;
begin
    foreach t in array array['orders', 'customers'] loop
        execute format('alter table %I add column token uuid default gen_random_uuid()', t);
    end loop;
end
$$;
