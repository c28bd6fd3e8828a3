-- slipway: lock_timeout=0
create trigger audit after insert on orders for each row execute function audit();
