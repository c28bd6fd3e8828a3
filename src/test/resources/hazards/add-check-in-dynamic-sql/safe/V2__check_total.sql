do $$
begin
    execute format('alter table %I add constraint %I check (total > 0) not valid', 'orders', 'orders_total_positive');
end
$$;
