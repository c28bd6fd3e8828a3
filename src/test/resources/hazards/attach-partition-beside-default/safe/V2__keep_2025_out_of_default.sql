alter table measurements_rest add constraint not_2025 check (not (taken_on >= date '2025-01-01' and taken_on < date '2026-01-01')) not valid;
