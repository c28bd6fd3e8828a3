alter table page_views set unlogged;
