create table people (
  id         bigint generated always as identity primary key,
  handle     text not null unique check (handle ~ '^[a-z][a-z0-9-]*$'),
  full_name  text not null,
  born       date,
  -- Country of birth, by its present name.
  country_id integer references countries,
  -- Null: nobody has written one yet. Empty: left without on purpose.
  bio        text,
  -- A list of words, e.g. ["compilers", "COBOL"].
  topics     jsonb not null default '[]' check (jsonb_typeof(topics) = 'array')
);
