alter table orders alter column status type varchar;
