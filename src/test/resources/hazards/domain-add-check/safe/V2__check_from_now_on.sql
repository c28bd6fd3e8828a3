-- Holds for every value that is written from now on.
alter domain email add constraint email_has_at check (value like '%@%') not valid;
