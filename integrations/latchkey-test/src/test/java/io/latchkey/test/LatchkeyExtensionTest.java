package io.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.ConfigClient;
import io.latchkey.client.ConnectionState;
import io.latchkey.client.LockClient;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.engine.reporting.ReportEntry;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** What becomes of classes that use the extension: JUnit runs them within these tests. */
@Timeout(120)
class LatchkeyExtensionTest {
    /** What those classes have seen; a class of its own for each, since JUnit makes the instances. */
    private static final Map<Class<?>, List<Object>> SEEN = new ConcurrentHashMap<>();

    private static void saw(Class<?> by, Object what) {
        SEEN.computeIfAbsent(by, c -> new CopyOnWriteArrayList<>()).add(what);
    }

    private static List<Object> seen(Class<?> by) {
        return SEEN.getOrDefault(by, List.of());
    }

    /** What came of a run. */
    private static final class Outcome implements TestExecutionListener {
        private final Map<String, TestExecutionResult> results = new ConcurrentHashMap<>();
        private final List<String> entries = new CopyOnWriteArrayList<>();

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            results.put(test.getDisplayName(), result);
        }

        @Override
        public void reportingEntryPublished(TestIdentifier test, ReportEntry entry) {
            entries.addAll(entry.getKeyValuePairs().values());
        }

        void allFine() {
            results.forEach((name, result) -> assertThat(result.getStatus())
                    .as(name + ": " + result.getThrowable().orElse(null))
                    .isEqualTo(TestExecutionResult.Status.SUCCESSFUL));
            assertThat(results).isNotEmpty();
        }

        String failure(String name) {
            TestExecutionResult result = results.get(name);
            assertThat(result).as(name + " of " + results.keySet()).isNotNull();
            return String.valueOf(
                    result.getThrowable().map(Throwable::getMessage).orElse(null));
        }
    }

    private static Outcome run(Class<?> test, boolean parallel) {
        Outcome outcome = new Outcome();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectClass(test))
                .configurationParameter("junit.jupiter.execution.parallel.enabled", Boolean.toString(parallel))
                .configurationParameter("junit.jupiter.execution.parallel.mode.default", "concurrent")
                .configurationParameter("junit.jupiter.execution.parallel.config.strategy", "fixed")
                .configurationParameter("junit.jupiter.execution.parallel.config.fixed.parallelism", "4")
                .build();
        LauncherFactory.create().execute(request, outcome);
        return outcome;
    }

    private static void assertClosed(Object seen) {
        if (seen instanceof LockClient client) {
            assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
        } else if (seen instanceof ConfigClient client) {
            assertThat(client.state()).isEqualTo(ConnectionState.CLOSED);
        } else if (seen instanceof LatchkeyServer server) {
            assertThat(server.running()).isFalse();
        }
    }

    private static <T> List<T> only(Class<T> type, List<Object> seen) {
        return seen.stream().filter(type::isInstance).map(type::cast).toList();
    }

    // ---- a server for each class

    @LatchkeyTest
    @TestMethodOrder(MethodOrderer.MethodName.class)
    static class Shared {
        @BeforeAll
        static void first(LockClient wholeClass, LatchkeyServer server) {
            saw(Shared.class, server);
            saw(Shared.class, wholeClass);
        }

        @BeforeEach
        void each(ConfigClient before) {
            saw(Shared.class, before);
        }

        @Test
        void a(LatchkeyServer server, LockClient alice, LockClient bob, @ConnectString String address)
                throws Exception {
            saw(Shared.class, server);
            saw(Shared.class, alice);
            saw(Shared.class, bob);
            assertThat(address).isEqualTo(server.connectString()).matches("127\\.0\\.0\\.1:\\d+");
            alice.lock("left").acquire(); // and not given back
            assertThat(bob.lock("left").inspect().holder().orElseThrow().owner())
                    .isEqualTo("alice");
            server.freeze(); // and not thawed
        }

        @Test
        void b(LatchkeyServer server, LockClient carol) throws Exception {
            saw(Shared.class, server);
            saw(Shared.class, carol);
            carol.lock("left").acquire();
            assertThat(only(LockClient.class, seen(Shared.class)).get(0).state())
                    .isEqualTo(ConnectionState.CONNECTED);
            server.stop(); // and not started
        }

        @ParameterizedTest
        @ValueSource(strings = {"one", "two"})
        void c(String argument, LockClient dave) throws Exception {
            dave.lock(argument).acquire();
        }

        @Nested
        class Inner {
            @Test
            void d(LatchkeyServer server, LockClient erin) {
                saw(Shared.class, server);
                saw(Shared.class, erin);
            }
        }
    }

    @Test
    void a_class_shares_one_server_and_each_test_begins_without_faults_and_clients_of_the_last() {
        run(Shared.class, false).allFine();
        List<Object> seen = seen(Shared.class);
        assertThat(Set.copyOf(only(LatchkeyServer.class, seen))).hasSize(1);
        assertThat(only(LatchkeyServer.class, seen)).hasSize(4);
        assertThat(only(LockClient.class, seen)).hasSize(5);
        assertThat(only(ConfigClient.class, seen)).hasSize(5);
        seen.forEach(LatchkeyExtensionTest::assertClosed);
    }

    // ---- a server for each test

    @LatchkeyTest(perMethod = true, sessionTimeoutMillis = 700)
    static class Own {
        @BeforeEach
        void before(LatchkeyServer server) {
            saw(Own.class, server);
        }

        @Test
        void a(LatchkeyServer server, LockClient alice) throws Exception {
            saw(Own.class, server);
            assertThat(alice.lock("same").acquire().remaining().toMillis()).isBetween(1L, 700L);
        }

        @Test
        void b(LatchkeyServer server, LockClient alice) throws Exception {
            saw(Own.class, server);
            alice.lock("same").acquire();
        }

        @AfterEach
        void after(LatchkeyServer server) {
            saw(Own.class, server);
        }
    }

    @Test
    void on_request_each_test_has_its_own_server() {
        run(Own.class, true).allFine();
        List<LatchkeyServer> servers = only(LatchkeyServer.class, seen(Own.class));
        assertThat(servers).hasSize(6);
        assertThat(Set.copyOf(servers)).hasSize(2);
        servers.forEach(LatchkeyExtensionTest::assertClosed);
    }

    @LatchkeyTest(perMethod = true)
    static class TooEarly {
        @BeforeAll
        static void first(LatchkeyServer server) {}

        @Test
        void a() {}
    }

    @Test
    void a_server_of_each_test_cannot_be_had_before_the_first() {
        assertThat(run(TooEarly.class, false).failure("LatchkeyExtensionTest$TooEarly"))
                .contains("there is no server yet for parameter 'server'", "@BeforeEach");
    }

    // ---- fields

    static class Fields {
        @RegisterExtension
        static final LatchkeyExtension SHARED = LatchkeyExtension.builder().build();

        @RegisterExtension
        final LatchkeyExtension own = LatchkeyExtension.builder().build();

        @Test
        void a() throws Exception {
            use();
        }

        @Test
        void b() throws Exception {
            use();
        }

        private void use() throws Exception {
            saw(SHARED.getClass(), SHARED.server());
            saw(Fields.class, own.server());
            own.server().lockClient("alice").lock("same").acquire();
        }
    }

    @Test
    void a_static_field_lives_as_long_as_the_class_and_another_as_long_as_a_test() {
        run(Fields.class, false).allFine();
        assertThat(Set.copyOf(seen(LatchkeyExtension.class))).hasSize(1);
        assertThat(Set.copyOf(seen(Fields.class))).hasSize(2);
        seen(Fields.class).forEach(LatchkeyExtensionTest::assertClosed);
        seen(LatchkeyExtension.class).forEach(LatchkeyExtensionTest::assertClosed);
    }

    // ---- many at once

    @LatchkeyTest
    static class Parallel {
        private static final CountDownLatch ALL_HERE = new CountDownLatch(3);

        @Test
        void a(LatchkeyServer server, LockClient client) throws Exception {
            use(server, client);
        }

        @Test
        void b(LatchkeyServer server, LockClient client) throws Exception {
            use(server, client);
        }

        @Test
        void c(LatchkeyServer server, LockClient client) throws Exception {
            use(server, client);
        }

        private static void use(LatchkeyServer server, LockClient client) throws Exception {
            saw(Parallel.class, server);
            client.lock("shared").acquire().close();
            ALL_HERE.countDown();
            assertThat(ALL_HERE.await(60, TimeUnit.SECONDS)).isTrue();
            server.expireSession(client);
            client.lock("shared").acquire().close();
        }
    }

    @Test
    void tests_at_once_share_a_server_and_keep_their_clients() {
        run(Parallel.class, true).allFine();
        assertThat(Set.copyOf(seen(Parallel.class))).hasSize(1);
        seen(Parallel.class).forEach(LatchkeyExtensionTest::assertClosed);
    }

    // ---- leaks

    private static void leave(Class<?> by, String address) throws Exception {
        LockClient service = LockClient.connect(address);
        saw(by, service);
        service.lock("orders").acquire();
    }

    private static void closeLeft(Class<?> by) {
        only(LockClient.class, seen(by)).forEach(LockClient::close);
    }

    @LatchkeyTest(leaks = Leaks.FAIL)
    static class Leaking {
        @Test
        void a(@ConnectString("billing") String address) throws Exception {
            leave(Leaking.class, address);
        }
    }

    @Test
    void a_client_left_open_fails_the_class_by_name_if_that_is_wanted() {
        Outcome outcome = run(Leaking.class, false);
        closeLeft(Leaking.class);
        assertThat(outcome.failure("LatchkeyExtensionTest$Leaking"))
                .startsWith("clients are still open at the end of LatchkeyExtensionTest$Leaking: session 0x")
                .contains("on line billing, which holds /locks/orders/");
    }

    @LatchkeyTest
    static class Careless {
        @Test
        void a(@ConnectString("billing") String address) throws Exception {
            leave(Careless.class, address);
        }
    }

    @Test
    void and_is_reported_by_name_else() {
        Outcome outcome = run(Careless.class, false);
        closeLeft(Careless.class);
        outcome.allFine();
        assertThat(outcome.entries).singleElement().asString().contains("on line billing");
    }

    @LatchkeyTest(leaks = Leaks.FAIL)
    static class Careful {
        @Test
        void a(@ConnectString String address, LatchkeyServer server) throws Exception {
            try (LockClient client = LockClient.connect(address)) {
                client.lock("orders").acquire();
            }
            saw(Careful.class, server.lockClient("closed with the server"));
        }
    }

    @Test
    void who_closes_is_not_blamed_and_clients_of_the_server_are_closed_with_it() {
        run(Careful.class, false).allFine();
        seen(Careful.class).forEach(LatchkeyExtensionTest::assertClosed);
    }
}
