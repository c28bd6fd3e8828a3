alter type order_status rename value 'sent' to 'shipped';
