select add_audit_columns('orders');
