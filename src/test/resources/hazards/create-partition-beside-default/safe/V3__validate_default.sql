alter table measurements_rest validate constraint not_2026;
