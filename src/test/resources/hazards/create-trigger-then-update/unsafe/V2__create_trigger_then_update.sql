create trigger touch before update on orders for each row execute function touch();
update orders set changed_at = now();
