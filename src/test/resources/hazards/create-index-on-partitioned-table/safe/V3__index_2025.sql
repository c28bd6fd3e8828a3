create index concurrently measurements_2025_value on measurements_2025 (value);
