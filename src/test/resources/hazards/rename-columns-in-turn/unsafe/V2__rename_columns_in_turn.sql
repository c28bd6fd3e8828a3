-- The old version finds a description, and it is another one.
alter table communities rename description to summary;
alter table communities rename sidebar to description;
