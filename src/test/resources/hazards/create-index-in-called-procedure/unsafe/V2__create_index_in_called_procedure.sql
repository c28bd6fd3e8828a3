call index_column('orders', 'status');
