package dev.slipway.doctor;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Runs a query to its end.
final class Rows {
    private Rows() {}

    /// Makes something of a row.
    @FunctionalInterface
    interface Reader<T> {
        T read(ResultSet row) throws SQLException;
    }

    static <T> List<T> all(
            Connection connection, String sql, Reader<T> reader, Object... parameters)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setObject(i + 1, parameters[i]);
            }
            var all = new ArrayList<T>();
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    all.add(reader.read(rows));
                }
            }
            return all;
        }
    }

    static <T> Optional<T> first(
            Connection connection, String sql, Reader<T> reader, Object... parameters)
            throws SQLException {
        return all(connection, sql, reader, parameters).stream().findFirst();
    }
}
