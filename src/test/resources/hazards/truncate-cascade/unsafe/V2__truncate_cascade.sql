truncate table customers cascade;
