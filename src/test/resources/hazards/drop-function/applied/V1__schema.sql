create function price(net numeric) returns numeric language sql immutable as $$ select net * 1.19 $$;
