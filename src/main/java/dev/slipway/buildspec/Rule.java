package dev.slipway.buildspec;

import static dev.slipway.buildspec.Level.ERROR;
import static dev.slipway.buildspec.Level.WARNING;

import java.util.Locale;

/// What a buildspec is looked through for. docs/buildspec.md lists the same rules; a test compares
/// them.
public enum Rule {
    ENCODING(ERROR, "CodeBuild reads UTF-8", "save the file as UTF-8"),
    SIZE(ERROR, "no buildspec is that large", "name the buildspec itself"),
    SYNTAX(
            ERROR,
            "it is no YAML, so nothing of it can be read",
            "put a command with quotes, brackets or \": \" in it into a block that begins with |"),
    TABS(ERROR, "YAML takes no tabs for indentation", "indent with spaces"),
    DUPLICATE_KEY(
            ERROR,
            "the one takes the other's place, or the file is rejected, depending on the parser",
            "keep one of the two"),
    MAP(ERROR, "CodeBuild reads a map here", "write KEY: VALUE lines, indented alike"),
    VERSION(
            ERROR,
            "without it CodeBuild does not know how to read the rest; in 0.1 each command had a shell of its own",
            "begin the file with version: 0.2"),
    UNKNOWN_SECTION(
            ERROR,
            "CodeBuild knows version, run-as, env, proxy, batch, phases, reports, artifacts and cache",
            "correct or remove it"),
    PHASES(
            ERROR,
            "without phases there is nothing to run",
            "add phases, with a build and its commands"),
    UNKNOWN_PHASE(
            ERROR,
            "the phases are install, pre_build, build and post_build; no other ever runs",
            "move its commands into one of them"),
    NO_COMMANDS(
            ERROR,
            "a phase other than install must have commands, or finally",
            "add them, or remove the phase"),
    COMMAND_LIST(
            ERROR, "commands are a list", "begin each command with a hyphen on a line of its own"),
    COMMAND_TEXT(
            ERROR,
            "CodeBuild ends with: Expected Commands[…] to be of string type",
            "put the command into quotes, or into a block that begins with |"),
    ON_FAILURE(
            ERROR,
            "it takes ABORT, CONTINUE, or RETRY with a count of 0 to 100 and a regular expression behind hyphens",
            "write ABORT, CONTINUE, RETRY, RETRY-3, RETRY-.*timeout.* or RETRY-3-.*timeout.*"),
    SHELL(
            ERROR,
            "the shells are bash and /bin/sh, and powershell.exe and cmd.exe on Windows",
            "write shell: bash"),
    VARIABLE_VALUE(ERROR, "a variable is one text", "write it as one text, in quotes"),
    EXPORTED_SECRET(
            ERROR,
            "CodeBuild exports neither secrets nor its own credentials; what it did export would stand in the open",
            "let the next stage fetch the secret itself"),
    SECRET_REFERENCE(
            ERROR,
            "it is the secret's name or ARN, and behind it :json-key:version-stage:version-id",
            "write SECRET-ID, or SECRET-ID:KEY for one value of a secret in JSON"),
    PARAMETER_NAME(
            ERROR,
            "it is the name of a parameter: letters, digits and . - _ with / between the parts",
            "write the parameter's name, /like/this"),
    REPORT_FORMAT(
            ERROR,
            "a report of a format that CodeBuild does not know is not taken",
            "write one of JUNITXML, CUCUMBERJSON, NUNITXML, NUNIT3XML, TESTNGXML, VISUALSTUDIOTRX, CLOVERXML, COBERTURAXML, JACOCOXML, SIMPLECOV"),
    REPORT_GROUP(
            ERROR,
            "it is a name of letters, digits, - and _, an ARN or a variable, and a project has five at most",
            "correct the name, or send several reports to one group"),
    FILES(ERROR, "CodeBuild requires it", "name the files"),
    BATCH(ERROR, "CodeBuild could not start the builds of this batch", "correct it"),

    UNKNOWN_KEY(
            WARNING,
            "it is not in CodeBuild's reference, so what it says is passed over",
            "correct or remove it"),
    EMPTY(WARNING, "it says nothing", "fill or remove it"),
    LIST(
            WARNING,
            "CodeBuild's reference has a list here",
            "begin each entry with a hyphen on a line of its own"),
    VALUE(WARNING, "CodeBuild does not know this value", "correct it"),
    TAG(
            WARNING,
            "YAML takes a ! at the beginning for its own and leaves it away, so the shell never sees it",
            "put the command into quotes"),
    FOLDED(
            WARNING,
            "YAML joins these lines with spaces before the shell sees them",
            "begin the block with | in place of >"),
    VARIABLE_NAME(WARNING, "no shell reads such a name", "use letters, digits and _"),
    RESERVED_NAME(
            WARNING,
            "CodeBuild keeps names that begin with CODEBUILD_ to itself",
            "take another name"),
    VARIABLE_SPELLING(
            WARNING,
            "YAML takes it for a number, a date or a flag, and may hand it on in another spelling",
            "put it into quotes"),
    VARIABLE_REFERENCE(
            WARNING,
            "CodeBuild sets the value as it stands, with the $ in it",
            "set it in a command: export NAME=…"),
    VARIABLE_TWICE(WARNING, "it is not defined which of them counts", "keep one of them"),
    EXPORTED_NAME(
            WARNING,
            "what is exported stands in the open in CodePipeline and in the build's description",
            "do not export it, or give what is no secret another name"),
    EXPORTED_UNDEFINED(
            WARNING,
            "nothing in this file sets it, so it is exported empty unless the project sets it",
            "set it, or remove it from the list"),
    PLAIN_SECRET(
            WARNING,
            "everybody who may see the project or the repository can read it, and CodeBuild does not mask it",
            "put it into Secrets Manager, and its name under env/secrets-manager"),
    BLOCK_STATUS(
            WARNING,
            "the status of a block is its last command's, so the build goes on when this one fails",
            "put ( set -e and ) around the block, or && between its commands, or make each a list entry"),
    BASHISM(
            WARNING,
            "the shell is sh, which is dash in CodeBuild's Ubuntu images",
            "set shell: bash under env"),
    SET_E(
            WARNING,
            "all commands share one shell: the next failure ends it, and with it the later commands and the exported variables",
            "put the block into parentheses: ( set -e … )"),
    COMMAND_LINE_SECRET(
            WARNING,
            "everybody on the machine can read a command line",
            "pass a variable on by its name alone (--env NAME), a password on stdin (--password-stdin)"),
    POST_BUILD(
            WARNING,
            "POST_BUILD runs after a failed BUILD, too",
            "look at CODEBUILD_BUILD_SUCCEEDING first, or set on-failure: ABORT in build");

    private final Level level;
    private final String why;
    private final String fix;

    Rule(Level level, String why, String fix) {
        this.level = level;
        this.why = why;
        this.fix = fix;
    }

    public Level level() {
        return level;
    }

    /// What comes of it, in one sentence without a full stop.
    public String why() {
        return why;
    }

    /// What to do where nothing closer is known.
    String fix() {
        return fix;
    }

    /// The rule's name in results: `block-status`.
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
