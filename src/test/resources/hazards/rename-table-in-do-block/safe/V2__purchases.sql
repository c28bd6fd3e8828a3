do $$
begin
    execute format('alter table %I rename to %I', 'orders', 'purchases');
    execute format('create view %I as select * from %I', 'orders', 'purchases');
end
$$;
