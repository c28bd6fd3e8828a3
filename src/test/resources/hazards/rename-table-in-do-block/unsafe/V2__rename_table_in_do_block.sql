do $$
begin
    execute format('alter table %I rename to %I', 'orders', 'purchases');
end
$$;
