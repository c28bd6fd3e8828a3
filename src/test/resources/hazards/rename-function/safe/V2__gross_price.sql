alter function price(numeric) rename to gross_price;
create function price(net numeric) returns numeric language sql immutable as $$ select gross_price(net) $$;
