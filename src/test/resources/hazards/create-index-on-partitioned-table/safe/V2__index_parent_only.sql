create index measurements_value on only measurements (value);
