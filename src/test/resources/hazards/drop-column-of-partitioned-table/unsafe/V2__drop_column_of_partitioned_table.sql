alter table measurements drop column note;
