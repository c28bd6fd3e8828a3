-- slipway: allow drop-function: no version calls it since 2.3
drop function price(numeric);
