alter table orders add column changed_at timestamptz not null default now();
