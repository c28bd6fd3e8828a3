package dev.slipway.doctor;

import dev.slipway.failure.Count;
import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;
import dev.slipway.failure.Problem;
import dev.slipway.progress.Progress;
import dev.slipway.seed.Seeder;
import dev.slipway.settings.Mode;

/// Whether the seeds' manifest is in order and its files are there.
final class SeedFilesCheck implements Check {
    @Override
    public CheckName name() {
        return CheckName.SEED_FILES;
    }

    @Override
    public Finding run(Facts facts) {
        var settings = facts.settings();
        if (!settings.modes().contains(Mode.SEED)) {
            return Finding.notApplicable(name(), "no mode asks for seeds");
        }
        var seeder = new Seeder(facts.database(), settings.seeds(), Progress.SILENT);
        var what = Count.of(seeder.count(), "seed") + " in " + settings.seeds().directory();
        return seeder.warnings().isEmpty()
                ? Finding.passed(name(), what)
                : Finding.warning(
                        name(),
                        what,
                        Failure.of(
                                Kind.SEED,
                                "something in the seeds folder is not loaded",
                                seeder.warnings().stream().map(Problem::of).toList(),
                                "docs/seeds.md describes names, environments and the manifest"));
    }
}
