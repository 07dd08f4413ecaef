package io.latchkey.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.ConfigClient;
import io.latchkey.samples.FenceSample;
import io.latchkey.samples.GuardSample;
import io.latchkey.samples.LeaderSample;
import io.latchkey.samples.LiveConfigSample;
import io.latchkey.samples.LockSample;
import io.latchkey.samples.SemaphoreSample;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The samples do against a running node what they promise. */
class SamplesIT {
    private static final Path LOCK_WITH_CURL = Path.of("..", "samples", "src", "main", "shell", "lock-with-curl.sh")
            .toAbsolutePath();

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

    private static Program sample(String name, Class<?> sample, String... arguments) {
        return Program.java(dir.resolve(name), sample.getName(), List.of(arguments));
    }

    @Test
    void a_lock_is_taken_by_one_and_then_by_the_other() throws Exception {
        try (Program first = sample("lock-1", LockSample.class, "2", cluster.server(1))) {
            first.awaitSaid("I hold it. Fencing token: 0x");
            try (Program second = sample("lock-2", LockSample.class, "1", cluster.server(1))) {
                second.awaitSaid("asking for lock");
                second.awaitSaid("I hold it");
                assertThat(first.said()).contains("released.");
                assertThat(first.awaitEnd()).isZero();
                assertThat(second.awaitEnd()).isZero();
            }
        }
    }

    @Test
    void a_third_waits_for_one_of_two_permits() throws Exception {
        try (Program first = sample("permit-1", SemaphoreSample.class, "2", cluster.server(1), "it/pool");
                Program second = sample("permit-2", SemaphoreSample.class, "60", cluster.server(1), "it/pool")) {
            first.awaitSaid("I hold a permit");
            second.awaitSaid("I hold a permit");
            try (Program third = sample("permit-3", SemaphoreSample.class, "1", cluster.server(1), "it/pool")) {
                third.awaitSaid("of 2 permits");
                third.awaitSaid("I hold a permit");
                assertThat(first.said()).contains("done; still valid: true");
                assertThat(third.awaitEnd()).isZero();
            }
        }
    }

    @Test
    void a_change_of_configuration_arrives() throws Exception {
        try (Program sample = sample("config", LiveConfigSample.class, "samples", cluster.server(1));
                ConfigClient client = ConfigClient.connect(cluster.server(1))) {
            sample.awaitSaid("following samples");
            client.publish("samples/greetings.per.minute", "12")
                    .toCompletableFuture()
                    .get(30, TimeUnit.SECONDS);
            sample.awaitSaid("* greetings.per.minute = 12");
            sample.awaitSaid("as a number: 6 -> 12");
        }
    }

    @Test
    void the_next_candidate_leads_when_the_leader_goes() throws Exception {
        try (Program first = sample("leader-1", LeaderSample.class, "it/captain", cluster.server(1))) {
            first.awaitSaid("I LEAD, epoch");
            try (Program second = sample("leader-2", LeaderSample.class, "it/captain", cluster.server(1))) {
                second.awaitSaid("waiting to be elected");
                first.terminate();
                second.awaitSaid("I LEAD, epoch");
            }
        }
    }

    @Test
    void a_frozen_holder_that_lost_its_lock_is_refused_by_the_database() throws Exception {
        try (Program sample = sample("fence", FenceSample.class, cluster.server(1), "it/account")) {
            sample.awaitSaid("Anna has checked: it holds the lock");
            sample.awaitSaid("Ben has written");
            sample.awaitSaid("Anna was refused");
            sample.awaitSaid("the account has 70, last written by Ben");
            assertThat(sample.awaitEnd()).isZero();
        }
    }

    @Test
    void a_write_after_the_end_of_a_hold_is_refused_by_the_servers() throws Exception {
        try (Program sample = sample("guard", GuardSample.class, "2", cluster.server(1), "it/report")) {
            sample.awaitSaid("written: step 1");
            sample.awaitSaid("LOST: MAX_HOLD");
            sample.awaitSaid("REFUSED by the servers");
            assertThat(sample.awaitEnd()).isZero();
        }
    }

    private static Program shell(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of("sh", LOCK_WITH_CURL.toString()));
        command.addAll(List.of(arguments));
        return Program.start(dir.resolve(name), command, Map.of());
    }

    @Test
    @EnabledIf("curl")
    void curl_alone_holds_a_lock() throws Exception {
        try (Program first = shell("curl-1", "it/curl", "3", cluster.api(1))) {
            first.awaitSaid("I hold it. Fencing token: ");
            try (Program second = shell("curl-2", "it/curl", "0", "http://127.0.0.1:" + Ports.free(), cluster.api(1))) {
                second.awaitSaid("asking for lock");
                second.awaitSaid("I hold it");
                assertThat(first.said()).contains("released: true");
                assertThat(first.awaitEnd()).isZero();
                assertThat(second.awaitEnd()).isZero();
            }
        }
    }

    static boolean curl() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(at -> Files.isExecutable(Path.of(at, "curl")));
    }

    @Test
    void without_a_server_a_sample_says_what_to_do() throws Exception {
        try (Program sample = sample("alone", LockSample.class, "1", "127.0.0.1:" + Ports.free())) {
            assertThat(sample.awaitEnd()).isEqualTo(1);
            assertThat(sample.said()).contains("bin/latchkey dev");
        }
    }
}
