create function messages_content() returns trigger language plpgsql as $$
begin
    new.content := new.body;
    return new;
end
$$;
create trigger messages_content before insert or update on messages
    for each row execute function messages_content();
