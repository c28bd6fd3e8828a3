-- slipway: backfill key=id
insert into page_views_logged select id, url, seen_on from page_views on conflict do nothing;
