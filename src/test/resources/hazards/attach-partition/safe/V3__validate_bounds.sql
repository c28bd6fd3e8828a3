alter table old_measurements validate constraint in_2025;
