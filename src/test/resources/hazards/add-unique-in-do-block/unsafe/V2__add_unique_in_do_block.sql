do $$
begin
    alter table customers add constraint customers_email_once unique (email);
exception
    when duplicate_table then null;
end
$$;
