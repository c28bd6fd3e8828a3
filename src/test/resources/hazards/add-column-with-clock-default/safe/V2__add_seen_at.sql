-- now() is one value for the whole statement, so the table need not be rewritten.
alter table orders add column seen_at timestamptz not null default now();
