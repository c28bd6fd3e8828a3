-- slipway: allow drop-table: no version reads it since 2.3
do $$
begin
    execute 'drop table if exists ' || quote_ident('orders');
end
$$;
