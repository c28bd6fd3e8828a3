create function open_orders() returns bigint language sql stable as $$
    select count(*) from orders where status <> 'sent'
$$;
