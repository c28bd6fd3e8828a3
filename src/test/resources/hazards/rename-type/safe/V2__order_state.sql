create domain order_state as order_status;
