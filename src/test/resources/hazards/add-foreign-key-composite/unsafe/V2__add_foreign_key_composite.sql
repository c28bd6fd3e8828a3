alter table cart_lines add foreign key (shop, cart) references carts;
