-- ISO 4217. The alphabetic code is the key: a reformed currency is a new currency and
-- gets a new code, so nothing is ever renamed.
create table currencies (
  code         text primary key check (code ~ '^[A-Z]{3}$'),
  -- Not unique: a successor may keep the number of what it replaces.
  numeric_code text not null check (numeric_code ~ '^[0-9]{3}$'),
  name         text not null,
  -- Digits after the decimal separator. ISO gives none for gold and the like;
  -- the source writes 0 for those, and so does this table.
  minor_digits smallint not null check (minor_digits between 0 and 4)
);
