drop function price(numeric);
create function price(net numeric, rate numeric) returns numeric language sql immutable as $$ select net * (1 + rate) $$;
