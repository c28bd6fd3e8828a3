-- Reads by day then need the index alone, whatever the order of the table.
create index concurrently page_views_by_day on page_views (seen_on) include (url);
