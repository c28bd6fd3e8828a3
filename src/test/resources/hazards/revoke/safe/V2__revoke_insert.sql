-- slipway: allow revoke: no version inserts since 2.3
revoke insert on orders from public;
