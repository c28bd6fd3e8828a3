create type organization_kind as enum
  ('university', 'college', 'institute', 'academy', 'school', 'other');

-- Institutions of higher education, known by the host of their home page.
create table organizations (
  id         bigint generated always as identity primary key,
  domain     text not null unique
             check (domain = lower(domain) and domain ~ '^[a-z0-9_.-]+\.[a-z]{2,}$'),
  name       text not null check (name <> ''),
  kind       organization_kind not null,
  country_id integer not null references countries,
  -- The organization under whose domain this one's lies.
  parent_id  bigint references organizations,
  -- {"home": "http://…", "mail": ["example.edu"]}
  links      jsonb not null default '{}' check (jsonb_typeof(links) = 'object')
);

create index organizations_country_id_idx on organizations (country_id);
create index organizations_parent_id_idx on organizations (parent_id);
