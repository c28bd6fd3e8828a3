alter table measurements add constraint value_positive check (value >= 0) not valid;
