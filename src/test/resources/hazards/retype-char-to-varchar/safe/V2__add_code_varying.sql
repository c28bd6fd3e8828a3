alter table countries add column code_varying varchar(10);
