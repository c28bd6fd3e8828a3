create or replace function refresh_totals() returns void language plpgsql as $$
begin
    refresh materialized view concurrently order_totals;
end
$$;
