package dev.slipway.cli;

import dev.slipway.doctor.Doctor;
import dev.slipway.doctor.Finding;
import dev.slipway.doctor.Subjects;
import dev.slipway.failure.ExitCode;
import dev.slipway.progress.Progress;
import dev.slipway.report.DoctorText;
import dev.slipway.report.JsonReport;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.util.concurrent.Callable;

@Command(
        name = "doctor",
        description =
                "Check everything that can stop a run, each with cause and fix; changes nothing. Exit 0 when nothing failed, else the exit code that a run would end with.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footer = {
            "",
            "Examples:",
            "  slipway doctor                    what can stop a run from here",
            "  slipway doctor --output json      the same for programs",
            "  slipway doctor --project slipway  and what can stop a build of that CodeBuild project"
        })
final class DoctorCommand implements Callable<Integer> {
    private final Console console;

    @Mixin private ConnectionOptions connection = new ConnectionOptions();

    @Mixin private FolderOptions folders = new FolderOptions();

    @Mixin private OutputOptions output = new OutputOptions();

    @Mixin private SeedSettingOptions seeds = new SeedSettingOptions();

    @Option(
            names = "--image",
            paramLabel = "URI",
            description = "Check also the platforms of this image in ECR.")
    private @Nullable String image;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description =
                    "Check also this CodeBuild project: its image, and whether its network reaches the database.")
    private @Nullable String project;

    DoctorCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        var settings = console.settings(connection, folders, output, seeds);
        var diagnosis =
                new Doctor(
                                () ->
                                        console.reader(settings)
                                                .readWithModes(PresentModes.in(settings)),
                                found -> Session.open(console, found, Progress.SILENT),
                                new Subjects(image, project),
                                output.quiet()
                                        ? new QuietProgress(console)
                                        : new ConsoleProgress(console))
                        .examine();
        if (output.json()) {
            console.printJson(JsonReport.doctor(diagnosis, console::redact));
        } else {
            var marks = console.isAsciiOnly() ? DoctorText.Marks.ASCII : DoctorText.Marks.SIGNS;
            DoctorText.table(diagnosis, marks).forEach(console::print);
            console.print(DoctorText.summary(diagnosis));
        }
        for (var finding : diagnosis.findings()) {
            tell(finding);
        }
        return diagnosis
                .failure()
                .map(failure -> failure.kind().exitCode())
                .orElse(ExitCode.DONE)
                .number();
    }

    /// What is to be done about a finding, on stderr as every failure.
    private void tell(Finding finding) {
        var failure = finding.failure();
        if (failure == null) {
            return;
        }
        if (finding.state() == Finding.State.FAILED) {
            Slipway.say(console, failure);
        } else {
            DoctorText.warning(failure).forEach(console::say);
        }
    }
}
