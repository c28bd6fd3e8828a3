do $$
begin
    execute 'truncate table ' || quote_ident('orders') || ' restart identity';
end
$$;
