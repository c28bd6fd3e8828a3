-- slipway: allow drop-table: the year is in the archive, and nothing reads it by its own name
drop table measurements_2025;
