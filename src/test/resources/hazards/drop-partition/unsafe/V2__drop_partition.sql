drop table measurements_2025;
