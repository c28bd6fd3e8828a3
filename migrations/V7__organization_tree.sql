-- parent_id must stay a tree: whatever hangs in a cycle has no root and would be
-- missing from organization_paths (R__views.sql). A check constraint cannot look at
-- other rows, so this takes a trigger.
create function organizations_reject_cycle() returns trigger
language plpgsql as $body$
declare
  ancestor bigint := new.parent_id;
begin
  while ancestor is not null loop
    if ancestor = new.id then
      raise exception 'organization % would be its own ancestor', new.domain
        using errcode = 'check_violation';
    end if;
    select parent_id into ancestor from organizations where id = ancestor;
  end loop;
  return new;
end;
$body$;

-- Most organizations have no parent; "when" spares those the call.
create trigger organizations_tree
  before insert or update of parent_id on organizations
  for each row when (new.parent_id is not null)
  execute function organizations_reject_cycle();
