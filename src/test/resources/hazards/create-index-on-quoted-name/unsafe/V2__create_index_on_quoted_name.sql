create index "OrderItems_OrderId" on "OrderItems" ("OrderId");
