do $$
begin
    update orders set paid = false where paid is null;
    raise notice 'done';
end
$$;
