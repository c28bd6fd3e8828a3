alter table orders alter column status type order_status using status::order_status;
