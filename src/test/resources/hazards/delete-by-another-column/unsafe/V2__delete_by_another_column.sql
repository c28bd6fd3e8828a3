delete from orders where placed_at < '2026-01-01 12:00';
