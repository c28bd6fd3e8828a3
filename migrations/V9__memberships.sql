create table memberships (
  person_id       bigint not null references people on delete cascade,
  organization_id bigint not null references organizations on delete cascade,
  role            text not null check (role in ('student', 'staff', 'faculty', 'alumnus')),
  since           date not null,
  primary key (person_id, organization_id)
);

-- The primary key serves person -> organizations; this is the way back.
create index memberships_organization_id_idx on memberships (organization_id);
