-- The table has rows by now and may be in use, so the index is built without
-- locking out writers. PostgreSQL refuses to do that inside a transaction, which
-- is why the statement has a migration to itself. Should it fail half-way, drop the
-- index it leaves behind (marked invalid) before running it again.
create index concurrently currencies_name_idx on currencies (lower(name));
