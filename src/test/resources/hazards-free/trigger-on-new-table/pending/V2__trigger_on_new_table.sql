create table invoices (id bigint primary key, changed_at timestamptz);
create function touch() returns trigger language plpgsql as $$
begin
    new.changed_at := now();
    return new;
end
$$;
create trigger touch before update on invoices for each row execute function touch();
alter table invoices disable trigger touch;
