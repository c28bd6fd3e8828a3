do $$
begin
    if (select is_nullable = 'YES' from information_schema.columns
         where table_name = 'orders' and column_name = 'status') then
        alter table orders alter column status set not null;
    end if;
end
$$;
