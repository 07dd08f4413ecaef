package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.LockClient;
import io.latchkey.client.LockLease;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line as a shell uses it: a process for each command. */
class CommandsIT {
    @TempDir
    static Path dir;

    private static Cluster cluster;

    @BeforeAll
    static void start() {
        cluster = Cluster.started(dir, 1);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private record Ended(int exitCode, String said) {}

    private static Program begin(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        int options = arguments.contains("--") ? arguments.indexOf("--") : arguments.size();
        arguments.addAll(
                options,
                List.of("lock", "elect").contains(command[0])
                        ? List.of("--server", cluster.server(1))
                        : List.of("--api", cluster.api(1)));
        return Program.latchkey(dir.resolve(command[0] + "-" + System.nanoTime()), arguments);
    }

    private static Ended run(String... command) throws InterruptedException {
        try (Program program = begin(command)) {
            int exitCode = program.awaitEnd();
            return new Ended(exitCode, program.said());
        }
    }

    @Test
    void a_value_is_put_got_listed_rolled_back_and_removed() throws Exception {
        assertThat(run("put", "it/greeting", "hello", "--author", "李雷", "-m", "first"))
                .satisfies(ended -> {
                    assertThat(ended.exitCode()).isZero();
                    assertThat(ended.said()).isEqualTo("it/greeting version 1\n");
                });
        assertThat(run("get", "it/greeting")).isEqualTo(new Ended(0, "hello\n"));
        assertThat(run("put", "it/greeting", "你好", "--if-version", "7").exitCode())
                .isEqualTo(4);
        assertThat(run("put", "it/greeting", "你好", "--if-version", "1").exitCode())
                .isZero();
        assertThat(run("get", "it/greeting")).isEqualTo(new Ended(0, "你好\n"));
        assertThat(run("ls", "it").said()).contains("it/greeting  2");
        assertThat(run("history", "it/greeting").said()).contains("李雷", "first");
        assertThat(run("history", "it/greeting", "--diff", "1", "2").said()).contains("-hello", "+你好");
        assertThat(run("rollback", "it/greeting", "1").said()).contains("version 3");
        assertThat(run("get", "it/greeting").said()).isEqualTo("hello\n");
        assertThat(run("rm", "it/greeting").exitCode()).isZero();
        Ended gone = run("get", "it/greeting");
        assertThat(gone.exitCode()).isEqualTo(3);
        assertThat(gone.said()).hasLineCount(1);
    }

    @Test
    void watch_shows_changes_as_they_come_and_goes_on_after_a_restart() throws Exception {
        assertThat(run("put", "watched/seed", "0").exitCode()).isZero();
        try (Program watch = begin("watch", "watched")) {
            Waiting.until("it watches", watch::said, () -> {
                run("put", "watched/poke", "1");
                return watch.said().contains("watched/poke");
            });
            cluster.kill(IntStream.of(1));
            cluster.startAll();
            assertThat(run("put", "watched/after", "2").exitCode()).isZero();
            watch.awaitSaid("watched/after");
            watch.interrupt();
            assertThat(watch.awaitEnd()).isEqualTo(130);
        }
    }

    @Test
    void lock_runs_a_command_with_a_token_and_excludes_others() throws Exception {
        try (Program holder =
                begin("lock", "it/door", "--", "sh", "-c", "echo token=$LATCHKEY_FENCING_TOKEN; sleep 60")) {
            holder.awaitSaid("token=");
            assertThat(run("lock", "it/door", "--try", "--", "true").exitCode()).isEqualTo(6);
            holder.terminate();
            holder.awaitEnd();
        }
        Ended next = run("lock", "it/door", "--wait", "20s", "--", "sh", "-c", "exit 42");
        assertThat(next.exitCode()).isEqualTo(42);
    }

    @Test
    void lock_ends_the_command_when_the_lock_is_lost() throws Exception {
        try (Cluster doomed =
                        Cluster.started(dir.resolve("doomed").toFile().mkdirs() ? dir.resolve("doomed") : dir, 1);
                Program holder = Program.latchkey(
                        dir.resolve("loser"),
                        List.of(
                                "lock",
                                "it/lost",
                                "--server",
                                doomed.server(1),
                                "--session",
                                "2s",
                                "--",
                                "sleep",
                                "60"))) {
            Waiting.until(
                    "it holds",
                    holder::said,
                    () -> Stock.tree(doomed.server(1)).keySet().stream()
                            .anyMatch(path -> path.startsWith("/locks/it/lost/")));
            doomed.kill(IntStream.of(1));
            assertThat(holder.awaitEnd()).isEqualTo(7);
            assertThat(holder.said()).contains("LOST the lock it/lost");
        }
    }

    @Test
    void elect_runs_a_command_with_an_epoch_while_it_leads_and_the_next_follows_at_once() throws Exception {
        try (Program observer = begin("elect", "it/boss", "--observe")) {
            observer.awaitSaid("nobody leads it/boss");
            long firstEpoch;
            try (Program first = begin("elect", "it/boss", "--", "sh", "-c", "echo epoch=$LATCHKEY_EPOCH; sleep 60")) {
                first.awaitSaid("epoch=");
                firstEpoch = epoch(first);
                observer.awaitSaid(" leads it/boss, epoch " + firstEpoch);
                try (Program second = begin("elect", "it/boss", "--", "sh", "-c", "echo epoch=$LATCHKEY_EPOCH")) {
                    Waiting.until("the second is a candidate", second::said, () -> candidates("boss") == 2);
                    first.terminate();
                    assertThat(second.awaitEnd()).isZero();
                    assertThat(epoch(second)).isGreaterThan(firstEpoch);
                }
                first.awaitEnd();
                assertThat(candidates("boss"))
                        .as("nobody waits for a session to end")
                        .isZero();
            }
            observer.interrupt();
            assertThat(observer.awaitEnd()).isEqualTo(130);
        }
    }

    @Test
    void a_candidate_that_is_ended_while_it_waits_leaves_the_queue_at_once() throws Exception {
        try (Program leader = begin("elect", "it/queue", "--", "sh", "-c", "echo leading; sleep 60")) {
            leader.awaitSaid("leading");
            try (Program waiter = begin("elect", "it/queue", "--session", "60s", "--rejoin", "--", "true")) {
                Waiting.until("it is a candidate", waiter::said, () -> candidates("queue") == 2);
                waiter.terminate();
                waiter.awaitEnd();
                assertThat(candidates("queue")).isEqualTo(1);
                assertThat(waiter.said()).isEmpty();
            }
        }
    }

    @Test
    void elect_ends_the_command_when_the_leadership_is_lost_and_rejoins_if_asked() throws Exception {
        try (Program once = begin("elect", "it/once", "--", "sleep", "60");
                Program again = begin("elect", "it/again", "--rejoin", "--", "sh", "-c", "echo term; sleep 60")) {
            again.awaitSaid("term");
            Waiting.until("it leads", once::said, () -> candidates("once") == 1);
            Stock.remove(cluster.server(1), candidate("once"));
            Stock.remove(cluster.server(1), candidate("again"));
            assertThat(once.awaitEnd()).isEqualTo(7);
            assertThat(once.said()).contains("LOST the leadership of it/once (ENTRY_REMOVED)");
            Waiting.until("it leads again", again::said, () -> again.said().split("term\n", -1).length == 3);
        }
    }

    private static long epoch(Program program) {
        return Long.parseLong(program.said().strip().replaceAll("(?s).*epoch=", ""));
    }

    private static int candidates(String election) throws Exception {
        return Stock.children(cluster.server(1), "/elections/it/" + election).size();
    }

    private static String candidate(String election) throws Exception {
        String queue = "/elections/it/" + election;
        return queue + "/" + Stock.children(cluster.server(1), queue).get(0);
    }

    @Test
    void locks_shows_holders_and_queues_and_follows_them() throws Exception {
        assertThat(run("locks", "it/nobody")).isEqualTo(new Ended(0, "nobody holds it/nobody or waits for it\n"));
        try (Program watch = begin("locks", "it/seen", "--watch")) {
            watch.awaitSaid("nobody holds it/seen");
            followHolderAndWaiter(watch);
            Waiting.until("it sees the end", watch::said, () -> watch.said().endsWith("or waits for it\n"));
        }
    }

    private void followHolderAndWaiter(Program watch) throws Exception {
        try (Program holder =
                begin("lock", "it/seen", "--", "sh", "-c", "echo token=$LATCHKEY_FENCING_TOKEN; sleep 60")) {
            holder.awaitSaid("token=");
            String token = holder.said().strip().replaceAll("(?s).*token=", "");
            watch.awaitSaid(token);
            try (Program waiter = begin("lock", "it/seen", "--", "true")) {
                Waiting.until(
                        "one waits",
                        waiter::said,
                        () -> run("locks", "it/seen").said().lines().anyMatch(line -> line.startsWith("1 ")));
                String one = run("locks", "it/seen").said();
                assertThat(one.lines().toList().get(1)).startsWith("holds").contains(token, "mutex");
                assertThat(run("locks").said()).containsPattern("it/seen +lock +\\S+@\\S+ +\\S+ \\S+ +1");
                assertThat(run("locks", "/locks/it/seen", "-o", "json").said()).contains("\"waiting\" : 1");
                watch.awaitSaid("\n1 ");
                holder.terminate();
                assertThat(waiter.awaitEnd()).isZero();
            }
        }
    }

    @Test
    void locks_tells_of_deadlocks() throws Exception {
        assertThat(run("locks", "--deadlocks")).isEqualTo(new Ended(0, "no deadlock\n"));
        try (LockClient one = LockClient.connect(cluster.server(1));
                LockClient two = LockClient.connect(cluster.server(1));
                LockLease first = one.lock("it/x").acquire();
                LockLease second = two.lock("it/y").acquire()) {
            var unusedOne = one.lock("it/y").acquireAsync(AcquireOptions.waitForever());
            var unusedTwo = two.lock("it/x").acquireAsync(AcquireOptions.waitForever());
            Waiting.until(
                    "it is told",
                    () -> "",
                    () -> run("locks", "--deadlocks")
                            .said()
                            .matches("(?s).* holds it/x and waits for it/y; .* holds it/y and waits for it/x\n"));
            assertThat(run("locks").said()).contains("1 deadlock");
            first.ensureValid();
            second.ensureValid();
        }
    }

    @Test
    @Tag("trap-20")
    void a_lock_is_taken_away_with_a_reason_and_its_holder_hears_of_it() throws Exception {
        try (Program holder = begin("lock", "it/forced", "--", "sh", "-c", "echo held; sleep 60")) {
            holder.awaitSaid("held");
            assertThat(run("locks", "it/forced", "--force-release", "--yes").exitCode())
                    .as("without a reason")
                    .isEqualTo(2);
            assertThat(run("locks", "it/forced", "--force-release", "--reason", "why not", "--token", "7", "--yes")
                            .exitCode())
                    .as("another token than the holder's")
                    .isEqualTo(3);
            assertThat(holder.running()).isTrue();
            Ended forced = run(
                    "locks",
                    "it/forced",
                    "--force-release",
                    "--reason",
                    "its host is gone",
                    "--author",
                    "Ann",
                    "--yes");
            assertThat(forced).satisfies(ended -> {
                assertThat(ended.exitCode()).isZero();
                assertThat(ended.said()).contains("it/forced taken away from");
            });
            assertThat(holder.awaitEnd()).isEqualTo(7);
            assertThat(holder.said()).contains("LOST the lock it/forced (ENTRY_REMOVED)");
            assertThat(Stock.children(cluster.server(1), "/latchkey/forced-releases"))
                    .hasSize(1);
            assertThat(run("locks", "it/forced", "--force-release", "--reason", "again", "--yes")
                            .exitCode())
                    .isEqualTo(3);
        }
    }

    @Test
    void status_tells_who_leads() throws Exception {
        Ended status = run("status");
        assertThat(status.exitCode()).isZero();
        assertThat(status.said()).contains("leader", cluster.api(1), "yes");
        assertThat(run("status", "-o", "json").said()).contains("\"serving\" : true");
    }

    @Test
    void a_key_that_is_not_there_and_a_node_that_is_not_there_differ() throws Exception {
        assertThat(run("get", "it/none").exitCode()).isEqualTo(3);
        Path output = dir.resolve("nobody");
        try (Program get =
                Program.latchkey(output, List.of("get", "a/b", "--api", "http://127.0.0.1:" + Ports.free()))) {
            assertThat(get.awaitEnd()).isEqualTo(5);
            assertThat(get.said()).hasLineCount(1).contains("bin/latchkey dev");
        }
    }
}
