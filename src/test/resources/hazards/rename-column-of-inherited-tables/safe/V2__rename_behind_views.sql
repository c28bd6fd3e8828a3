alter table messages rename to all_messages;
alter table emails rename to all_emails;
alter table all_messages rename column body to content;
create view messages as select id, content as body from all_messages;
create view emails as select id, content as body, subject from all_emails;
