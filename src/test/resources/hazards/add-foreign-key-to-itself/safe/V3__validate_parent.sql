alter table categories validate constraint categories_parent;
