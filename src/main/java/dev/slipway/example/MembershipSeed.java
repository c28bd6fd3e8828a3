package dev.slipway.example;

import static org.jooq.impl.DSL.excluded;
import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.quotedName;
import static org.jooq.impl.DSL.table;

import dev.slipway.seed.SeedChanges;
import dev.slipway.seed.SeedLoader;

import org.jooq.DSLContext;
import org.jooq.Field;

import java.time.LocalDate;
import java.util.List;

/// Who worked where: rows that join two other seeds by their natural keys. A data file could hold
/// them as well; this shows how a seed that computes its rows is written.
public final class MembershipSeed implements SeedLoader {
    private record Membership(String handle, String domain, String role, LocalDate since) {}

    private static final List<Membership> MEMBERSHIPS =
            List.of(
                    new Membership("knuth", "stanford.edu", "faculty", LocalDate.of(1968, 9, 1)),
                    new Membership("dijkstra", "utexas.edu", "faculty", LocalDate.of(1984, 9, 1)),
                    new Membership("liskov", "web.mit.edu", "faculty", LocalDate.of(1972, 9, 1)),
                    new Membership("turing", "princeton.edu", "alumnus", LocalDate.of(1936, 9, 1)));

    private static final Field<Long> PERSON_ID = field(quotedName("person_id"), Long.class);
    private static final Field<Long> ORGANIZATION_ID =
            field(quotedName("organization_id"), Long.class);
    private static final Field<String> ROLE = field(quotedName("role"), String.class);
    private static final Field<LocalDate> SINCE = field(quotedName("since"), LocalDate.class);

    @Override
    public String name() {
        return "memberships";
    }

    @Override
    public String version() {
        return "1";
    }

    @Override
    public List<String> after() {
        return List.of("people", "organizations");
    }

    @Override
    public SeedChanges load(DSLContext database) {
        var memberships = table(quotedName("memberships"));
        var before = database.fetchCount(memberships);
        var written = 0;
        for (var membership : MEMBERSHIPS) {
            written +=
                    database.insertInto(memberships, PERSON_ID, ORGANIZATION_ID, ROLE, SINCE)
                            .values(
                                    id(database, "people", "handle", membership.handle()),
                                    id(database, "organizations", "domain", membership.domain()),
                                    membership.role(),
                                    membership.since())
                            .onConflict(PERSON_ID, ORGANIZATION_ID)
                            .doUpdate()
                            .set(ROLE, excluded(ROLE))
                            .set(SINCE, excluded(SINCE))
                            // A row that is as it should be is not written again.
                            .where(
                                    field(quotedName("memberships", "role"), String.class)
                                            .isDistinctFrom(excluded(ROLE))
                                            .or(
                                                    field(
                                                                    quotedName(
                                                                            "memberships", "since"),
                                                                    LocalDate.class)
                                                            .isDistinctFrom(excluded(SINCE))))
                            .execute();
        }
        var inserted = database.fetchCount(memberships) - before;
        return new SeedChanges(inserted, written - inserted, MEMBERSHIPS.size() - written);
    }

    private static long id(DSLContext database, String table, String key, String value) {
        var found =
                database.select(field(quotedName("id"), Long.class))
                        .from(table(quotedName(table)))
                        .where(field(quotedName(key), String.class).eq(value))
                        .fetchOne();
        if (found == null) {
            throw new IllegalStateException(table + " has no row with " + key + " = " + value);
        }
        return found.value1();
    }
}
