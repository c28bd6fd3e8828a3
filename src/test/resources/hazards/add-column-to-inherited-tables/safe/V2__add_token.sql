alter table messages add column token uuid;
alter table messages alter column token set default gen_random_uuid();
