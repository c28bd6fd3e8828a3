alter table measurements attach partition old_measurements for values from ('2025-01-01') to ('2026-01-01');
