import org.flywaydb.core.Flyway;

/// Flyway's own API, as an application would call it: `java -cp 'target/lib/*' bench/FlywayPeer.java` compiled.
public final class FlywayPeer {
    private FlywayPeer() {}

    /// @param args JDBC URL, user, password, folder
    public static void main(String[] args) {
        Flyway.configure()
                .dataSource(args[0], args[1], args[2])
                .locations("filesystem:" + args[3])
                .load()
                .migrate();
    }
}
