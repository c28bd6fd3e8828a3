insert into countries values ('de', 'Germany'), ('fr', 'France') on conflict (code) do update set name = excluded.name;
