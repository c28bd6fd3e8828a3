vacuum full page_views;
