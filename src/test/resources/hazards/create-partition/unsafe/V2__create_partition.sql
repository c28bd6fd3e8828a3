create table measurements_2026 partition of measurements for values from ('2026-01-01') to ('2027-01-01');
