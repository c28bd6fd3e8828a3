alter table messages validate constraint body_not_empty;
