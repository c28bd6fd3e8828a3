drop function price(numeric);
