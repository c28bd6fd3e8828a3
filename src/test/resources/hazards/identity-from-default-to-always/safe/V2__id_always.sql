-- slipway: allow identity-always: no version brings its own keys since 2.3
alter table orders alter column id set generated always;
