alter table cart_lines validate constraint cart_lines_cart;
