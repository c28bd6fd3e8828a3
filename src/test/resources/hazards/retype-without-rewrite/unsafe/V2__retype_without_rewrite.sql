-- The same bytes, so no rewrite; but a negative number is now read as four billion.
alter table files alter column size type oid;
