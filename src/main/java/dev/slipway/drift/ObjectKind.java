package dev.slipway.drift;

import java.util.Locale;

/// What is compared, in the order in which it is told, each with the query that reads it: its name,
/// the table that it belongs to, whether that is a partition, and its definition as normalized
/// text.
///
/// The queries run with an empty search path, so that every name comes with its schema.
enum ObjectKind {
    SCHEMA(
            """
            select format('%I', nspname), '', false, 'schema'
              from scope join pg_namespace on nspname = any (schemas)
            """),
    EXTENSION(
            """
            select format('%I', extname), '', false, format('in schema %I', nspname)
              from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
             where extname <> 'plpgsql'
            """),
    TYPE(
            """
            select format('%I.%I', nspname, typname), '', false,
                   case typtype
                       when 'e' then 'enum (' || (select string_agg(quote_literal(enumlabel), ', ' order by enumsortorder)
                                                    from pg_enum where enumtypid = type.oid) || ')'
                       when 'r' then 'range of ' || (select format_type(rngsubtype, null)
                                                       from pg_range where rngtypid = type.oid)
                       when 'c' then 'composite (' || (select string_agg(format('%I %s', attname, format_type(atttypid, atttypmod)),
                                                                         ', ' order by attnum)
                                                         from pg_attribute
                                                        where attrelid = typrelid and attnum > 0 and not attisdropped) || ')'
                       else concat_ws(' ', 'domain', format_type(typbasetype, typtypmod),
                                case when typnotnull then 'not null' end,
                                'default ' || pg_get_expr(typdefaultbin, 0),
                                (select string_agg(format('constraint %I %s', conname, pg_get_constraintdef(oid)), ' ' order by conname)
                                   from pg_constraint where contypid = type.oid and contype = 'c'))
                   end
              from scope join pg_namespace on nspname = any (schemas)
              join pg_type type on typnamespace = pg_namespace.oid
              left join pg_class class on class.oid = typrelid
             where (typtype in ('e', 'd', 'r') or typtype = 'c' and class.relkind = 'c')
               and not exists (select from member where classid = 'pg_type'::regclass and objid = type.oid)
            """),
    SEQUENCE(
            """
            select relation.name, '', false,
                   concat_ws(' ', format_type(seqtypid, null), 'start', seqstart, 'increment', seqincrement,
                             'minimum', seqmin, 'maximum', seqmax, 'cache', seqcache,
                             case when seqcycle then 'cycle' end,
                             (select format('owned by %s.%I', refobjid::regclass, attname)
                                from pg_depend
                                join pg_attribute on attrelid = refobjid and attnum = refobjsubid
                               where classid = 'pg_class'::regclass and objid = relation.oid and deptype = 'a'
                                 and refclassid = 'pg_class'::regclass))
              from relation join pg_sequence on seqrelid = relation.oid
             where not exists (select from pg_depend
                                where classid = 'pg_class'::regclass and objid = relation.oid and deptype = 'i')
            """),
    TABLE(
            """
            select name, '', relispartition,
                   concat_ws(' ',
                       case relpersistence when 'u' then 'unlogged' end,
                       case relkind when 'f' then 'foreign table' else 'table' end,
                       'partition by ' || pg_get_partkeydef(oid),
                       case when relispartition then 'partition of' else 'inherits' end
                           || (select string_agg(' ' || inhparent::regclass, ',' order by inhseqno)
                                 from pg_inherits where inhrelid = relation.oid),
                       pg_get_expr(relpartbound, oid),
                       case when relrowsecurity then 'row level security' end,
                       case when relforcerowsecurity then 'also for its owner' end,
                       case relreplident when 'f' then 'replica identity full'
                                         when 'n' then 'replica identity nothing'
                                         when 'i' then 'replica identity using index' end,
                       'with (' || (select string_agg(option, ', ' order by option) from unnest(reloptions) option) || ')')
              from relation
             where relkind in ('r', 'p', 'f')
            """),
    // A partition's columns are its parent's.
    COLUMN(
            """
            select format('%s.%I', name, attname), name, relispartition,
                   concat_ws(' ', format_type(atttypid, atttypmod),
                       case when attcollation <> typcollation then 'collate ' || attcollation::regcollation end,
                       case when attnotnull then 'not null' end,
                       case attidentity when 'a' then 'generated always as identity'
                                        when 'd' then 'generated by default as identity' end,
                       case attgenerated
                           when '' then 'default ' || pg_get_expr(adbin, adrelid)
                           else format('generated always as (%s) %s', pg_get_expr(adbin, adrelid),
                                       case attgenerated when 's' then 'stored' else 'virtual' end)
                       end)
              from relation
              join pg_attribute on attrelid = relation.oid and attnum > 0 and not attisdropped and attislocal
              join pg_type on pg_type.oid = atttypid
              left join pg_attrdef on adrelid = attrelid and adnum = attnum
             where relkind in ('r', 'p', 'f') and not relispartition
            """),
    // Not null is said of the column. What a parent hands down is said of the parent.
    CONSTRAINT(
            """
            select format('%s.%I', name, conname), name, relispartition, pg_get_constraintdef(pg_constraint.oid)
              from relation join pg_constraint on conrelid = relation.oid
             where contype in ('c', 'p', 'u', 'f', 'x') and conparentid = 0 and (conislocal or coninhcount = 0)
            """),
    INDEX(
            """
            select format('%I.%I', nspname, index.relname), name, relation.relispartition,
                   pg_get_indexdef(indexrelid) || case when indisvalid then '' else ' (invalid)' end
              from relation
              join pg_index on indrelid = relation.oid
              join pg_class index on index.oid = indexrelid
              join pg_namespace on pg_namespace.oid = index.relnamespace
             where not index.relispartition
               and not exists (select from pg_constraint where conindid = indexrelid and contype in ('p', 'u', 'x'))
            """),
    VIEW(
            """
            select name, '', false,
                   concat_ws(' ', case relkind when 'm' then 'materialized' end, 'view',
                       'with (' || (select string_agg(option, ', ' order by option) from unnest(reloptions) option) || ')', 'as')
                   || E'\\n' || rtrim(pg_get_viewdef(oid), ';')
              from relation
             where relkind in ('v', 'm')
            """),
    FUNCTION(
            """
            select format('%I.%I(%s)', nspname, proname, pg_get_function_identity_arguments(proc.oid)), '', false,
                   case prokind
                       when 'a' then (select concat_ws(' ', 'aggregate returns', format_type(prorettype, null),
                                                       'step', aggtransfn, 'state', format_type(aggtranstype, null),
                                                       'final ' || nullif(aggfinalfn, 0)::regproc,
                                                       'initial ' || quote_literal(agginitval))
                                        from pg_aggregate where aggfnoid = proc.oid)
                       else pg_get_functiondef(proc.oid)
                   end
              from scope join pg_namespace on nspname = any (schemas)
              join pg_proc proc on pronamespace = pg_namespace.oid
             where not exists (select from member where classid = 'pg_proc'::regclass and objid = proc.oid)
               -- What a range type brings along.
               and not exists (select from pg_depend
                                where classid = 'pg_proc'::regclass and objid = proc.oid and deptype = 'i')
            """),
    TRIGGER(
            """
            select format('%s.%I', name, tgname), name, relispartition,
                   pg_get_triggerdef(pg_trigger.oid)
                   || case tgenabled when 'D' then ' (disabled)' when 'A' then ' (always)' when 'R' then ' (on replicas)' else '' end
              from relation join pg_trigger on tgrelid = relation.oid
             where not tgisinternal and tgparentid = 0
            """),
    POLICY(
            """
            select format('%s.%I', name, polname), name, relispartition,
                   concat_ws(' ', case when polpermissive then 'permissive' else 'restrictive' end,
                       'for', case polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
                                          when 'd' then 'delete' else 'all' end,
                       'to', (select string_agg(case when role = 0 then 'public' else role::regrole::text end, ', '
                                                order by role = 0, role::regrole::text)
                                from unnest(polroles) role),
                       'using (' || pg_get_expr(polqual, polrelid) || ')',
                       'with check (' || pg_get_expr(polwithcheck, polrelid) || ')')
              from relation join pg_policy on polrelid = relation.oid
            """),
    RULE(
            """
            select format('%s.%I', name, rulename), name, relispartition, pg_get_ruledef(pg_rewrite.oid)
              from relation join pg_rewrite on ev_class = relation.oid
             where rulename <> '_RETURN'
            """);

    // Extensions' members are theirs, and Slipway's own tables are no migration's.
    private static final String COMMON =
            """
            with scope as (
                select ?::text[] as schemas, ?::text as history_schema, ?::text as history_table
            ),
            member as (
                select classid, objid from pg_depend where deptype = 'e'
            ),
            relation as (
                select class.*, format('%I.%I', nspname, relname) as name
                  from scope join pg_namespace on nspname = any (schemas)
                  join pg_class class on relnamespace = pg_namespace.oid
                 where not exists (select from member where classid = 'pg_class'::regclass and objid = class.oid)
                   and not (nspname = history_schema and (relname = history_table or relname like 'slipway\\_%'))
            )
            """;

    private final String query;

    ObjectKind(String query) {
        this.query = query;
    }

    /// Parameters: the schemas, the history's schema, the history's table.
    String sql() {
        return COMMON + query;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
