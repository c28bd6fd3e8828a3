create or replace function audit() returns trigger language plpgsql as $$
begin
    if current_setting('shop.audit', true) = 'off' then
        return null;
    end if;
    return null;
end
$$;
