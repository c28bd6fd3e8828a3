alter table customers add constraint address_has_at check (address like '%@%') not valid;
