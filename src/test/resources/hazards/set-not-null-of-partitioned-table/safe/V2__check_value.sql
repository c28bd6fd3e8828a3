alter table measurements add constraint measurements_value_present check (value is not null) not valid;
