alter function price(numeric) rename to gross_price;
