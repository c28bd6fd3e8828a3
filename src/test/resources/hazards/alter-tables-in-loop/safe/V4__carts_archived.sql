alter table carts add column archived boolean;
