-- Which currencies are legal tender where. Several countries use more than one,
-- and position 1 is the usual one.
create table country_currencies (
  country_id    integer  not null references countries,
  currency_code text     not null references currencies,
  position      smallint not null check (position >= 1),
  primary key (country_id, currency_code)
);
