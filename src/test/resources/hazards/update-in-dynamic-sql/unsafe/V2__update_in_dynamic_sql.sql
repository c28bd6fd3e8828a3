do $$
begin
    execute format('update %I set %I = %L', 'orders', 'paid', false);
end
$$;
