package dev.slipway.doctor;

import dev.slipway.failure.Failure;
import dev.slipway.failure.Kind;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Whether this process runs on the architecture that it was built for.
///
/// One that was built for another does not start at all, so what can be found from within is an
/// emulation, which works, slowly. An image that is not pulled yet is another check's.
final class ArchitectureCheck implements Check {
    // Emulators answer for /proc/self/exe themselves, but not for its alias.
    private static final Path PROGRAM = Path.of("/proc/thread-self/exe");

    @Override
    public CheckName name() {
        return CheckName.ARCHITECTURE;
    }

    @Override
    public Finding run(Facts facts) {
        var architecture = platform();
        var program = program();
        if (!program.contains("qemu") && !program.contains("rosetta")) {
            return Finding.passed(name(), architecture + ", not emulated");
        }
        return Finding.warning(
                name(),
                architecture + ", emulated by " + program,
                Failure.of(
                        Kind.SETTINGS,
                        "this image is for "
                                + architecture
                                + " and the machine is of another architecture",
                        "it runs under "
                                + program
                                + ", many times slower; a machine without an emulator says: exec format error",
                        "build it for the machine that runs it: docker buildx build --platform linux/amd64 (or linux/arm64)"));
    }

    /// As container platforms call it.
    private static String platform() {
        var architecture = System.getProperty("os.arch");
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).split(" ", 2)[0]
                + "/"
                + (architecture.equals("aarch64")
                        ? "arm64"
                        : architecture.replace("x86_64", "amd64"));
    }

    private static String program() {
        try {
            return Files.readSymbolicLink(PROGRAM).getFileName().toString();
        } catch (IOException notLinux) {
            return "";
        }
    }
}
