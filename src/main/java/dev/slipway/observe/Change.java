package dev.slipway.observe;

/// A change of the catalog that an application can notice.
///
/// @param kind `table`, `column`, `index`, `constraint`, `enum value`, `function` and so on
/// @param object its name with its schema and, of a part, its table, as it was before; as it is now
///     for what is new
/// @param what what happened, in a few words: `dropped`, `renamed to total`, `type bigint, was
///     integer`
public record Change(String kind, String object, String what) {}
