-- ISO 3166-1. Everything else points here.
--
-- The key other tables refer to is a generated number, so that a country may
-- change its codes (they do) without rewriting the rows that refer to it. Seed
-- files never mention that number: they name a country by iso2.
create table countries (
  id           integer generated always as identity primary key,
  iso2         text not null unique check (iso2 ~ '^[A-Z]{2}$'),
  iso3         text not null unique check (iso3 ~ '^[A-Z]{3}$'),
  -- Text, for the leading zeros. Null for Kosovo: XK and XKX are user-assigned
  -- codes, and ISO has given it no number.
  numeric_code text unique check (numeric_code ~ '^[0-9]{3}$'),
  name         text not null,
  native_name  text not null,
  -- Null: not recorded. Empty: the territory has no capital (Antarctica).
  capital      text,
  continent    text not null check (continent in ('AF', 'AN', 'AS', 'EU', 'NA', 'OC', 'SA'))
);
