update orders set paid = false;
