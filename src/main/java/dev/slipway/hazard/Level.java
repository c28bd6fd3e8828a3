package dev.slipway.hazard;

import java.util.Locale;

/// How bad a finding is, the least first.
public enum Level {
    /// Good to know: nobody waits long, or nothing can be done about it.
    NOTE,
    /// Hurts under load, or some applications.
    WARNING,
    /// An outage, or a running application that breaks.
    ERROR;

    /// In small letters.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
