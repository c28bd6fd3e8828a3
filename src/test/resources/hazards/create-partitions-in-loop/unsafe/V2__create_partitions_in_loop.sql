do $$
begin
    for m in 1..3 loop
        execute format('create table %I partition of measurements for values from (%L) to (%L)',
                'measurements_2026_' || m, make_date(2026, m, 1), make_date(2026, m + 1, 1));
    end loop;
end
$$;
