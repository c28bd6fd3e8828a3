create unlogged table page_views_unlogged (id bigint primary key, url text, seen_on date);
