create index concurrently customers_name_bytes on customers (name collate "C");
