alter table customers add column archived boolean;
