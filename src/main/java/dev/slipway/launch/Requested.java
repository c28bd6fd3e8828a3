package dev.slipway.launch;

import dev.slipway.failure.NearestName;
import dev.slipway.settings.Mode;
import dev.slipway.settings.SettingName;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Pattern;

/// What is asked of a remote run, as variables of its environment.
///
/// @param modes never empty
/// @param settings more settings of the run, by their names; none of them a secret
public record Requested(Set<Mode> modes, SequencedMap<String, String> settings) {
    private static final Pattern SECRET =
            Pattern.compile(
                    ".*(PASSWORD|TOKEN|ACCESS_KEY|CREDENTIAL).*|DATABASE_URL|FLYWAY_URL|DRIFT_SERVER|REHEARSAL_SERVER");

    public Requested {
        modes = Set.copyOf(modes);
        settings = new LinkedHashMap<>(settings);
    }

    /// The variables that beat those of the target. All modes are among them: one that is `true`
    /// there must not slip in.
    ///
    /// @param more variables of the platform
    Map<String, String> variables(Map<String, String> more) {
        var variables = new LinkedHashMap<>(more);
        for (var mode : Mode.values()) {
            variables.put(mode.flag(), Boolean.toString(modes.contains(mode)));
        }
        variables.put(SettingName.REPORT_LINE.name(), "true");
        variables.putAll(settings);
        return variables;
    }

    /// The modes that such variables select.
    static Set<Mode> modes(Map<String, String> variables) {
        var modes = EnumSet.noneOf(Mode.class);
        for (var mode : Mode.values()) {
            var value = variables.getOrDefault(mode.flag(), "");
            if (value.equalsIgnoreCase("true") || value.equals("1")) {
                modes.add(mode);
            }
        }
        return modes;
    }

    /// What is wrong with a setting for a remote run, if anything is.
    ///
    /// @param name as it was given
    public static Optional<String> problem(String name) {
        if (SECRET.matcher(name).matches()) {
            return Optional.of(
                    name
                            + " would stand in the clear in AWS's console and trail; let the target take it from Secrets Manager");
        }
        var setting =
                Arrays.stream(SettingName.values())
                        .filter(known -> known.name().equals(name))
                        .findFirst();
        if (setting.filter(SettingName::isMode).isPresent()) {
            return Optional.of(
                    name + " is selected by slipway start migrate, seed or run, and --roles");
        }
        if (setting.filter(SettingName::isLaunch).isPresent()
                || name.equals(SettingName.REPORT_LINE.name())) {
            return Optional.of(name + " is no setting of the run");
        }
        if (setting.isPresent() || name.matches("FLYWAY_[A-Z0-9_]+")) {
            return Optional.empty();
        }
        return Optional.of(
                name
                        + " is no setting"
                        + NearestName.of(
                                        name,
                                        Arrays.stream(SettingName.values())
                                                .map(Enum::name)
                                                .toList())
                                .map(near -> "; did you mean " + near + "?")
                                .orElse(""));
    }
}
