do $$
begin
    if not exists (select from information_schema.columns
                    where table_name = 'orders' and column_name = 'token') then
        alter table orders add column token uuid;
        alter table orders alter column token set default gen_random_uuid();
    end if;
end
$$;
