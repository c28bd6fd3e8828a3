alter sequence order_number owned by orders.number;
