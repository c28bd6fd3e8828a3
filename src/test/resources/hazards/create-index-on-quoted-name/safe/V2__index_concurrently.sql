create index concurrently "OrderItems_OrderId" on "OrderItems" ("OrderId");
