alter table customers validate constraint address_has_at;
