alter table measurements_2025 add constraint measurements_sensor foreign key (value) references sensors not valid;
