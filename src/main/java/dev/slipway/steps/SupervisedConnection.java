package dev.slipway.steps;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/// A connection that hands each statement of a script to somebody else to run: what
/// `createStatement` gives runs {@link Statement#execute(String)} through a {@link Runner}. All
/// else goes to the connection itself.
///
/// A proxy, since JDBC's two interfaces have some 110 methods, of which two matter here.
final class SupervisedConnection implements InvocationHandler {
    private final Connection connection;
    private final Runner runner;

    private SupervisedConnection(Connection connection, Runner runner) {
        this.connection = connection;
        this.runner = runner;
    }

    /// Runs a statement's text, or does what is to be done in its place.
    interface Runner {
        /// Whether the run was interrupted. Then nothing is prepared any more: the migration
        /// history would say that the migration failed.
        boolean isStopped();

        /// Does it now.
        ///
        /// @param statement of that connection, on which the text is to be executed
        /// @return whether the statement has rows, as {@link Statement#execute(String)}
        boolean run(Connection connection, Statement statement, String sql) throws SQLException;
    }

    static Connection of(Connection connection, Runner runner) {
        return proxy(Connection.class, new SupervisedConnection(connection, runner));
    }

    @Override
    public Object invoke(Object proxy, java.lang.reflect.Method method, Object[] arguments)
            throws Throwable {
        if (method.getName().equals("prepareStatement") && runner.isStopped()) {
            throw new SQLException("the run was interrupted", "57014");
        }
        var result = forward(connection, method, arguments);
        return method.getName().equals("createStatement") ? supervised((Statement) result) : result;
    }

    private Statement supervised(Statement statement) {
        return proxy(
                Statement.class,
                (_, method, arguments) ->
                        method.getName().equals("execute") && arguments.length == 1
                                ? runner.run(connection, statement, (String) arguments[0])
                                : forward(statement, method, arguments));
    }

    private static Object forward(
            Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(
                Proxy.newProxyInstance(
                        SupervisedConnection.class.getClassLoader(),
                        new Class<?>[] {type},
                        handler));
    }
}
