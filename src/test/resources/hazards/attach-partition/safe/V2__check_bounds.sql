alter table old_measurements add constraint in_2025 check (taken_on >= date '2025-01-01' and taken_on < date '2026-01-01') not valid;
