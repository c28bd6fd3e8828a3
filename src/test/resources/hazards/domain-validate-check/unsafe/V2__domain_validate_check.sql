-- Unlike that of a table, this validation locks out every writer.
alter domain email validate constraint email_has_at;
