do $$
begin
    alter table orders add column paid boolean;
    update customers set email = lower(email);
end
$$;
