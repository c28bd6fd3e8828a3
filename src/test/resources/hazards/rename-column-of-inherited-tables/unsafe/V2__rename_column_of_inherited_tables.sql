alter table messages rename column body to content;
