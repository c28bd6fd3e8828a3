do $$
begin
    if not exists (select from pg_attribute where attrelid = 'orders'::regclass and attname = 'status') then
        alter table orders add column status uuid default gen_random_uuid();
    end if;
end
$$;
