alter table measurements validate constraint value_positive;
