package io.latchkey.client;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLIntegrityConstraintViolationException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.regex.Pattern;

/**
 * Keeps former holders of locks from writing to a database: the greatest token of each lock is a row of a table there.
 * {@link #admit} is the first statement of the transaction that writes:
 *
 * <pre>{@code
 * connection.setAutoCommit(false);
 * fence.admit(connection, lease.token());
 * update.executeUpdate();
 * connection.commit();
 * }</pre>
 *
 * <p>The row stays locked until the transaction ends, so writes under one lock come one after the other, and one that was
 * admitted is committed before a later holder's or not at all. Only standard SQL is used. Immutable; for any thread.
 */
public final class JdbcFence {
    private static final String DEFAULT_TABLE = "latchkey_fence";
    private static final Pattern TABLE =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}(\\.[A-Za-z_][A-Za-z0-9_]{0,62})?");

    private final String table;

    /** A fence in the table {@code latchkey_fence}. */
    public JdbcFence() {
        this(DEFAULT_TABLE);
    }

    /**
     * A fence in another table.
     *
     * @param table its name, perhaps with a schema's before it; letters, digits and underscores
     * @throws IllegalArgumentException for any other name
     */
    public JdbcFence(String table) {
        if (!TABLE.matcher(table).matches()) {
            throw new IllegalArgumentException(
                    "'" + table + "' is no name for a table: letters, digits and underscores, and perhaps a schema");
        }
        this.table = table;
    }

    /**
     * Makes the table if it is not there: {@code lock_name VARCHAR(512) PRIMARY KEY, token BIGINT NOT NULL}. For those who
     * don't keep such things in migrations.
     */
    public void createTable(Connection connection) throws SQLException {
        try (Statement create = connection.createStatement()) {
            create.execute("CREATE TABLE IF NOT EXISTS " + table
                    + " (lock_name VARCHAR(512) NOT NULL PRIMARY KEY, token BIGINT NOT NULL)");
        }
    }

    /**
     * Lets the transaction go on only if no later holder has been admitted by a committed one, or by one under way, for
     * which it waits.
     *
     * @param connection in a transaction: what is written behind this call on it is fenced
     * @throws StaleTokenException   when there has been a later one; the caller rolls back
     * @throws IllegalStateException when the connection commits by itself, which would fence nothing
     */
    public void admit(Connection connection, FencingToken token) throws SQLException {
        if (connection.getAutoCommit()) {
            throw new IllegalStateException("a fence needs a transaction: call setAutoCommit(false) first");
        }
        if (!advance(connection, token) && !begin(connection, token) && !advance(connection, token)) {
            throw new StaleTokenException(token, "a holder with token " + known(connection, token) + " has been here");
        }
    }

    private boolean advance(Connection connection, FencingToken token) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE " + table + " SET token = ? WHERE lock_name = ? AND token <= ?")) {
            update.setLong(1, token.zxid());
            update.setString(2, token.lock());
            update.setLong(3, token.zxid());
            return update.executeUpdate() == 1;
        }
    }

    /** The first holder of all makes the row; false if there is one, perhaps made by somebody else just now. */
    private boolean begin(Connection connection, FencingToken token) throws SQLException {
        Savepoint before = connection.setSavepoint(); // some databases give up a transaction in which an insert failed
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO " + table + " (lock_name, token) VALUES (?, ?)")) {
            insert.setString(1, token.lock());
            insert.setLong(2, token.zxid());
            insert.executeUpdate();
            return true;
        } catch (SQLException e) {
            if (!isDuplicate(e)) {
                throw e;
            }
            connection.rollback(before);
            return false;
        }
    }

    /** Not every driver throws the class that stands for it, but the state is standard. */
    private static boolean isDuplicate(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLIntegrityConstraintViolationException || (state != null && state.startsWith("23"));
    }

    private String known(Connection connection, FencingToken token) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("SELECT token FROM " + table + " WHERE lock_name = ?")) {
            select.setString(1, token.lock());
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? new FencingToken(token.lock(), row.getLong(1)).toString() : "unknown";
            }
        }
    }
}
