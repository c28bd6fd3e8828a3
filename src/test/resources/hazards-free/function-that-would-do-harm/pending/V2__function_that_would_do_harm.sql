-- Only made, not called.
create function reset_orders() returns void language plpgsql as $$
begin
    truncate orders;
    drop table orders;
end
$$;
