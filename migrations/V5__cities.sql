-- Populated places from GeoNames. The key is the number GeoNames itself assigned:
-- it is public and stable, so it serves as the natural key too.
create table cities (
  geonames_id  bigint primary key,
  name         text not null check (name <> ''),
  country_id   integer not null references countries,
  -- First-order division in GeoNames' coding.
  -- Null: not recorded. Empty: the place belongs to none (GeoNames writes 00).
  admin_code   text check (admin_code <> '00'),
  feature_code text not null check (feature_code ~ '^(PPL|STLMT)'),
  latitude     numeric(7, 5) not null check (latitude between -90 and 90),
  longitude    numeric(8, 5) not null check (longitude between -180 and 180),
  -- Metres, seldom surveyed.
  elevation    smallint,
  -- Null: unknown. An abandoned place is not in the table at all.
  population   bigint check (population > 0),
  time_zone    text not null
);

create index cities_country_id_idx on cities (country_id);
