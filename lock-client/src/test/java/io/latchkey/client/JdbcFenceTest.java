package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against a real database, in memory. */
class JdbcFenceTest {
    private final JdbcFence fence = new JdbcFence();
    private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=30000";
    private Connection keeper;

    @BeforeEach
    void makeTables() throws SQLException {
        keeper = DriverManager.getConnection(url);
        fence.createTable(keeper);
        fence.createTable(keeper); // a second time does nothing
        try (Statement statement = keeper.createStatement()) {
            statement.execute("CREATE TABLE account (balance INT)");
            statement.execute("INSERT INTO account VALUES (0)");
        }
    }

    @AfterEach
    void drop() throws SQLException {
        try (Statement statement = keeper.createStatement()) {
            statement.execute("SHUTDOWN");
        }
    }

    private static FencingToken token(long zxid) {
        return new FencingToken("orders/42", zxid);
    }

    private Connection open() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        connection.setAutoCommit(false);
        return connection;
    }

    private void add(Connection connection, FencingToken token, int amount) throws SQLException {
        fence.admit(connection, token);
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE account SET balance = balance + " + amount);
        }
    }

    private int balance() throws SQLException {
        try (Statement statement = keeper.createStatement();
                ResultSet row = statement.executeQuery("SELECT balance FROM account")) {
            row.next();
            return row.getInt(1);
        }
    }

    @Test
    void a_former_holder_is_refused_and_told_why() throws SQLException {
        try (Connection a = open();
                Connection b = open()) {
            add(a, token(5), 1);
            a.commit();
            add(b, token(9), 10);
            b.commit();
            assertThatExceptionOfType(StaleTokenException.class)
                    .isThrownBy(() -> add(a, token(5), 100))
                    .withMessageContaining("0x5;orders/42")
                    .withMessageContaining("0x9;orders/42");
            a.rollback();
            add(b, token(9), 10);
            b.commit();
        }
        assertThat(balance()).isEqualTo(21);
    }

    @Test
    void locks_do_not_disturb_one_another() throws SQLException {
        try (Connection a = open()) {
            add(a, token(9), 1);
            add(a, new FencingToken("orders/43", 2), 1);
            a.commit();
        }
        assertThat(balance()).isEqualTo(2);
    }

    @Test
    void what_was_rolled_back_fences_nobody() throws SQLException {
        try (Connection a = open()) {
            add(a, token(9), 1);
            a.rollback();
            add(a, token(5), 2);
            a.commit();
        }
        assertThat(balance()).isEqualTo(2);
    }

    @Test
    void a_write_under_way_is_waited_for() throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try (Connection later = open();
                Connection former = open()) {
            fence.admit(keeperInTransaction(), token(1));
            keeper.commit();
            add(later, token(9), 1);
            CountDownLatch asking = new CountDownLatch(1);
            Future<?> refused = other.submit(() -> {
                asking.countDown();
                add(former, token(5), 100);
                return null;
            });
            assertThat(asking.await(30, TimeUnit.SECONDS)).isTrue();
            later.commit();
            assertThat(refused)
                    .failsWithin(30, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withCauseInstanceOf(StaleTokenException.class);
            former.rollback();
        } finally {
            other.shutdownNow();
        }
        assertThat(balance()).isEqualTo(1);
    }

    private Connection keeperInTransaction() throws SQLException {
        keeper.setAutoCommit(false);
        return keeper;
    }

    @Test
    void of_first_holders_who_come_at_once_only_rising_ones_are_admitted() throws Exception {
        int holders = 8;
        ExecutorService pool = Executors.newFixedThreadPool(holders);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<Boolean>> done = new ArrayList<>();
            for (int i = 1; i <= holders; i++) {
                long zxid = i;
                done.add(pool.submit(() -> {
                    try (Connection connection = open()) {
                        start.await();
                        add(connection, token(zxid), 1);
                        connection.commit();
                        return true;
                    } catch (StaleTokenException e) {
                        return false;
                    }
                }));
            }
            start.countDown();
            int admitted = 0;
            for (Future<Boolean> one : done) {
                admitted += one.get(60, TimeUnit.SECONDS) ? 1 : 0;
            }
            assertThat(balance()).isEqualTo(admitted).isPositive();
            assertThat(done.get(holders - 1).get()).as("the latest holder").isTrue();
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void without_a_transaction_it_says_what_is_missing() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> fence.admit(keeper, token(1)))
                .withMessageContaining("setAutoCommit(false)");
    }

    @Test
    void a_table_has_a_plain_name() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new JdbcFence("fence; DROP TABLE account"))
                .withMessageContaining("letters");
        assertThat(new JdbcFence("app.fence")).isNotNull();
    }
}
