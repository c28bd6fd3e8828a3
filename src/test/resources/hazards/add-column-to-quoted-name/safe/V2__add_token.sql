alter table "Shop"."Order Items" add column "Token" uuid;
alter table "Shop"."Order Items" alter column "Token" set default gen_random_uuid();
