alter table orders alter column token set default gen_random_uuid();
