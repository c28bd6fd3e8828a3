vacuum (analyze) page_views;
