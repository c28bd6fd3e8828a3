select set_config('search_path', 'public', true);
select current_database();
