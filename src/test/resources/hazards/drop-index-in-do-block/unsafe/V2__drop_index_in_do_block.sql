do $$
declare
    i regclass;
begin
    for i in select indexrelid::regclass from pg_index where indrelid = 'orders'::regclass and not indisprimary loop
        execute 'drop index ' || i;
    end loop;
end
$$;
