alter table measurements add constraint measurements_sensor foreign key (value) references sensors;
