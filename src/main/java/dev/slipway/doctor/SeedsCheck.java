package dev.slipway.doctor;

import dev.slipway.failure.Count;
import dev.slipway.progress.Progress;
import dev.slipway.seed.SeedOptions;
import dev.slipway.seed.SeedState;
import dev.slipway.seed.Seeder;
import dev.slipway.settings.Mode;

/// Which seeds are loaded as their files are, and whether the database is meant for them.
final class SeedsCheck implements Check {
    @Override
    public CheckName name() {
        return CheckName.SEEDS;
    }

    @Override
    public Finding run(Facts facts) {
        var settings = facts.settings();
        if (!settings.modes().contains(Mode.SEED)) {
            return Finding.notApplicable(name(), "no mode asks for seeds");
        }
        var seeder = new Seeder(facts.database(), settings.seeds(), Progress.SILENT);
        seeder.check(facts.connection(), SeedOptions.ALL);
        var states = seeder.status(facts.connection());
        var current = states.stream().filter(SeedState::current).count();
        return Finding.passed(
                name(),
                Count.of(current) + " current, " + Count.of(states.size() - current) + " to load");
    }
}
