-- slipway: allow drop-type: no version casts to it since 2.3
drop domain email;
