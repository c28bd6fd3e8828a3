create function files_size_oid() returns trigger language plpgsql as $$
begin
    new.size_oid := new.size;
    return new;
end
$$;
create trigger files_size_oid before insert or update on files
    for each row execute function files_size_oid();
