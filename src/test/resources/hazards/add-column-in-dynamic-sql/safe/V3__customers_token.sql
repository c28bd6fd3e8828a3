do $$
begin
    execute format('alter table %I add column token uuid', 'customers');
end
$$;
