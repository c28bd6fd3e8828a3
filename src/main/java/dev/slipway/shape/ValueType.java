package dev.slipway.shape;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// A column's type; a domain's is the one that it is made of.
///
/// @param sql how it is written, with its modifier: `numeric(10,2)`
/// @param name the type's own name: `numeric`, `int4`
/// @param sort `pg_type.typtype`: b for a base type, e for an enum, r for a range, m for a
///     multirange, c for a composite one
/// @param modifier -1 for none
/// @param labels an enum's
/// @param element an array's element, or a range's bounds; null for any other
/// @param range a multirange's range; null for any other
/// @param array whether it is an array
/// @param parts the attributes of a composite type
/// @param conditions what a domain demands of its `VALUE`
/// @param required whether a domain admits no null
record ValueType(
        String sql,
        String name,
        char sort,
        int modifier,
        List<String> labels,
        @Nullable ValueType element,
        @Nullable ValueType range,
        boolean array,
        List<ValueType> parts,
        List<String> conditions,
        boolean required) {}
