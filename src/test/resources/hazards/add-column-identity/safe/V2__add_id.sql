create sequence readings_id_seq;
alter table readings add column id bigint;
alter table readings alter column id set default nextval('readings_id_seq');
alter sequence readings_id_seq owned by readings.id;
