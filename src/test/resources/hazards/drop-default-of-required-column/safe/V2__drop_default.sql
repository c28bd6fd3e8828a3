-- slipway: allow drop-default: every version writes it since 2.3
alter table orders alter column status drop default;
