-- Dropped first: "create or replace" can neither remove nor rename a column. Run
-- again whenever this file changes.
drop view if exists country_summary;
drop view if exists organization_paths;

create view country_summary as
select c.iso2,
       c.name,
       (select string_agg(cc.currency_code, ', ' order by cc.position)
          from country_currencies cc where cc.country_id = c.id) as currencies,
       (select count(*) from cities t where t.country_id = c.id) as cities,
       (select t.name from cities t where t.country_id = c.id
         order by t.population desc nulls last, t.geonames_id limit 1) as largest_city,
       (select count(*) from organizations o where o.country_id = c.id) as organizations
  from countries c;

-- Each organization with its ancestors, root first.
create view organization_paths as
with recursive tree as (
  select id, domain, name, array[domain] as path
    from organizations
   where parent_id is null
  union all
  select o.id, o.domain, o.name, tree.path || o.domain
    from organizations o
    join tree on o.parent_id = tree.id
)
select id, domain, name, path, cardinality(path) as depth
  from tree;
