alter table communities add column summary text;
