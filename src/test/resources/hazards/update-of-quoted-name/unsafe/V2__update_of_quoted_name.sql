update "Shop"."Customer" set "Name" = trim("Name");
