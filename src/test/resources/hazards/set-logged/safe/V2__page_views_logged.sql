create table page_views_logged (id bigint primary key, url text, seen_on date);
