select fill_paid();
