create function one() returns integer language sql as $$ select 0 $$;
