do $$
begin
    for m in 1..3 loop
        execute format('create table %I (like measurements including all)', 'measurements_2026_' || m);
        execute format('alter table measurements attach partition %I for values from (%L) to (%L)',
                'measurements_2026_' || m, make_date(2026, m, 1), make_date(2026, m + 1, 1));
    end loop;
end
$$;
