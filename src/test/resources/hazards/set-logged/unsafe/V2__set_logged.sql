alter table page_views set logged;
