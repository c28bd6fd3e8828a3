create index measurements_value on measurements (value);
