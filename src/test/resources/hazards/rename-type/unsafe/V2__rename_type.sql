alter type order_status rename to order_state;
