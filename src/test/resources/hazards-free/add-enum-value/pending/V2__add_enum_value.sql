alter type order_status add value 'sent' after 'paid';
