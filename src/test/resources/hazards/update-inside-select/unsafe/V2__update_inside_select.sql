with done as (update orders set paid = false where paid is null returning id)
select count(*) from done;
