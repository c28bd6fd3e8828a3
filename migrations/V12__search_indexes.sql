-- Look-ups by name ignore case; text_pattern_ops lets "like 'san %'" use the index
-- whatever the database's collation.
create index cities_name_idx on cities (lower(name) text_pattern_ops);
create index organizations_name_idx on organizations (lower(name) text_pattern_ops);

-- For links @> '{"mail": ["example.edu"]}'.
create index organizations_links_idx on organizations using gin (links jsonb_path_ops);
