alter table events add column visitor_big bigint;
