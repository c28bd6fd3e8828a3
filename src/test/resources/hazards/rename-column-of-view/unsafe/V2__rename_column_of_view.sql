alter view order_states rename column state to status;
