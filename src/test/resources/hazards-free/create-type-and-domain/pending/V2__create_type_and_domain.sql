create type mood as enum ('good', 'bad');
create domain percentage as integer check (value between 0 and 100);
alter domain percentage add constraint even check (value % 2 = 0);
