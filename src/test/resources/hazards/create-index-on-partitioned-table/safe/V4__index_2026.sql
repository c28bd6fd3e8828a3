create index concurrently measurements_2026_value on measurements_2026 (value);
