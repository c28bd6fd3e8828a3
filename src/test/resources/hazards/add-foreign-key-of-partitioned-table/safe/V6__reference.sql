-- The partitions have the constraint already, validated, so none is read.
alter table measurements add constraint measurements_sensor foreign key (value) references sensors;
