alter table messages add column token uuid default gen_random_uuid();
