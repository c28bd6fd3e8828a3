create table page_views (id bigint primary key, url text, seen_on date);
create index page_views_seen_on on page_views (seen_on);
insert into page_views select n, '/p/' || n, date '2026-01-01' + n % 90 from generate_series(1, 1000) n;
