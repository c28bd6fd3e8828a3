alter table old_measurements drop constraint in_2025;
