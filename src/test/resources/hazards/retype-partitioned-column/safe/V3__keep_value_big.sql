create function measurements_value_big() returns trigger language plpgsql as $$
begin
    new.value_big := new.value;
    return new;
end
$$;
create trigger measurements_value_big before insert or update on measurements
    for each row execute function measurements_value_big();
