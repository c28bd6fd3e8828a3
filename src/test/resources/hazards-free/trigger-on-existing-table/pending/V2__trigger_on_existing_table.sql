create trigger audit after insert on orders for each row execute function audit();
