alter table customers alter column token set default gen_random_uuid();
