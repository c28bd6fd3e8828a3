select drop_column('orders', 'status');
