alter table "Shop"."Order Items" add column "Token" uuid default gen_random_uuid();
