alter table cart_lines add constraint cart_lines_cart foreign key (shop, cart) references carts not valid;
