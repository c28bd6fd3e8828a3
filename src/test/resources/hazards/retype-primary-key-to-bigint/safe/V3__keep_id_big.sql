create function events_id_big() returns trigger language plpgsql as $$
begin
    new.id_big := new.id;
    return new;
end
$$;
create trigger events_id_big before insert or update on events
    for each row execute function events_id_big();
