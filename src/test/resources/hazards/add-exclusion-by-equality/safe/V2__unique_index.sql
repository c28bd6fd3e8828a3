create unique index concurrently customers_email_once on customers (lower(email));
