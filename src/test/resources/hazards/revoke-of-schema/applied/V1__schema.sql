create schema reports;
grant usage on schema reports to public;
create table reports.daily (day date primary key);
