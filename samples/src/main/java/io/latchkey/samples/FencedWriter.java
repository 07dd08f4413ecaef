package io.latchkey.samples;

import io.latchkey.client.ClientOptions;
import io.latchkey.client.JdbcFence;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import io.latchkey.client.StaleTokenException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** A process of the {@link FenceSample}: takes the lock, checks it, waits for a line on its input, and writes. */
final class FencedWriter {
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(4);

    private FencedWriter() {}

    /** @param arguments its name, the database, the servers, the lock */
    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        String name = arguments[0];
        ClientOptions options = ClientOptions.builder(arguments[2])
                .sessionTimeout(SESSION_TIMEOUT)
                .build();
        try (Connection connection = DriverManager.getConnection(arguments[1]);
                LockClient client = LockClient.connect(options);
                LockLease lease = client.lock(arguments[3]).acquire()) {
            lease.ensureValid();
            System.out.println(name + " has checked: it holds the lock, token " + lease.token());
            int unused = System.in.read();
            try {
                write(connection, name, lease);
                System.out.println(name + " has written");
            } catch (StaleTokenException e) {
                System.out.println(name + " was refused: " + e.getMessage());
            }
        }
    }

    private static void write(Connection connection, String name, LockLease lease) throws SQLException {
        connection.setAutoCommit(false);
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE account SET balance = balance - 30, written_by = ?")) {
            new JdbcFence().admit(connection, lease.token()); // in the transaction, before all else
            update.setString(1, name);
            update.executeUpdate();
            connection.commit();
        } catch (StaleTokenException | SQLException e) {
            connection.rollback();
            throw e;
        }
    }
}
