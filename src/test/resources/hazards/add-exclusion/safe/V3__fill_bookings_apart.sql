-- slipway: backfill key=id
insert into bookings_apart select id, during from bookings on conflict do nothing;
