alter table messages add constraint body_not_empty check (body <> '') not valid;
