-- The column goes with its type.
drop type order_status cascade;
