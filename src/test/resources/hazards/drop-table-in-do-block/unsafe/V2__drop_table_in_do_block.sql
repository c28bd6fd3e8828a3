do $$
begin
    execute 'drop table if exists ' || quote_ident('orders');
end
$$;
