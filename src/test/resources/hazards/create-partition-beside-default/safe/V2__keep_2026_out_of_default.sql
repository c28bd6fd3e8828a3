alter table measurements_rest add constraint not_2026 check (not (taken_on >= date '2026-01-01' and taken_on < date '2027-01-01')) not valid;
