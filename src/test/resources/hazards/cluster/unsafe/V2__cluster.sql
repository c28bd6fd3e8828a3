cluster page_views using page_views_seen_on;
