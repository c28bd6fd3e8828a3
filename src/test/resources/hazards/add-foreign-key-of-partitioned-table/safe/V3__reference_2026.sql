alter table measurements_2026 add constraint measurements_sensor foreign key (value) references sensors not valid;
