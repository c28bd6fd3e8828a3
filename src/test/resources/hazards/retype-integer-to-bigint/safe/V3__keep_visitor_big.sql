create function events_visitor_big() returns trigger language plpgsql as $$
begin
    new.visitor_big := new.visitor;
    return new;
end
$$;
create trigger events_visitor_big before insert or update on events
    for each row execute function events_visitor_big();
