create function countries_code_varying() returns trigger language plpgsql as $$
begin
    new.code_varying := new.code;
    return new;
end
$$;
create trigger countries_code_varying before insert or update on countries
    for each row execute function countries_code_varying();
