-- slipway: allow drop-default: every version brings its own keys since 2.3
alter table orders alter column id drop identity;
