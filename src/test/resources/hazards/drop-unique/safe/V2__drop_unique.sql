-- slipway: allow drop-unique: no version says ON CONFLICT (email) since 2.3
alter table customers drop constraint customers_email_once;
