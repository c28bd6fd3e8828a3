create index concurrently customers_lower_email on customers (lower(email));
