create table measurements_2026 (like measurements including all);
