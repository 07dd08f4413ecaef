package io.latchkey.server;

import static io.latchkey.server.Nodes.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.format.QuorumFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes whose disks were damaged while they were down. */
@Timeout(180)
class DamagedDiskTest {
    private static final String MEMBERS = "/latchkey/members";

    /** So many times a node is asked who leads: longer than an election takes, by far. */
    private static final int POLLS = 500;

    @TempDir
    Path dir;

    private Nodes nodes = Nodes.alone();

    @AfterEach
    void stopAll() throws Exception {
        nodes.close();
    }

    private Path data(int id) {
        return dir.resolve("node-" + id);
    }

    private void start(int id) throws Exception {
        nodes.start(id, data(id), Map.of());
    }

    private void startThree() throws Exception {
        nodes = Nodes.three();
        for (int id = 1; id <= 3; id++) {
            start(id);
        }
        nodes.awaitLeader();
    }

    /** What is in the middle of its last segment, all of it durable. */
    private void damage(int id) throws IOException {
        Path segment;
        try (Stream<Path> files = Files.list(data(id).resolve("journal"))) {
            List<Path> active = files.filter(f -> f.toString().endsWith(".cq4")).toList();
            assertThat(active).hasSize(1);
            segment = active.get(0);
        }
        try (FileChannel file = FileChannel.open(segment, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer all = ByteBuffer.allocate(1 << 20);
            file.read(all, 0);
            int middle = new String(all.array(), StandardCharsets.ISO_8859_1).indexOf("/damaged");
            assertThat(middle).isPositive();
            file.write(ByteBuffer.wrap(new byte[] {'?'}), middle);
        }
    }

    private static void write(Nodes nodes, int id) throws Exception {
        try (ZooKeeper client = nodes.connect(id)) {
            for (String path : List.of("/first", "/damaged", "/last")) {
                create(client, path);
            }
        }
    }

    @Test
    void the_others_repair_a_node_which_then_counts_again() throws Exception {
        startThree();
        write(nodes, 1);
        int victim = nodes.leader() == 2 ? 1 : 2;
        nodes.stop(victim);
        damage(victim);
        start(victim);
        try (ZooKeeper client = nodes.connect(victim)) {
            client.sync("/", (code, path, context) -> {}, null);
            assertThat(client.getData("/damaged", false, null)).isNotNull();
        }
        assertThat(data(victim).resolve("damaged-1/reason.txt")).content().contains("the journal is damaged");
        assertThat(data(victim).resolve("damaged-1/journal")).isDirectoryContaining("glob:**.cq4");

        // readmitted: with one of the others down it is needed for the quorum
        int third = nodes.leader() == 3 ? 1 + 2 - victim : 3;
        try (ZooKeeper client = nodes.connect(victim)) {
            while (client.exists(MEMBERS, false) == null) {
                Thread.onSpinWait();
            }
            awaitVote(client, victim);
        }
        nodes.stop(third);
        try (ZooKeeper client = nodes.connect(victim)) {
            create(client, "/with-the-repaired-one");
        }
    }

    /** Until the configuration names another disk of this server than that of the first hour, and is settled. */
    private static void awaitVote(ZooKeeper client, int id) throws Exception {
        QuorumConfig config = QuorumFormat.decode(client.getData(MEMBERS, false, null));
        while (config.isJoint() || Objects.requireNonNull(config.member(id)).disk() == 0) {
            config = QuorumFormat.decode(client.getData(MEMBERS, false, null));
        }
    }

    @Test
    void an_emptied_node_does_not_help_to_elect_who_lacks_what_it_forgot() throws Exception {
        startThree();
        int lagging = nodes.leader() == 3 ? 2 : 3;
        int wiped = 1 + 2 + 3 - lagging - nodes.leader();
        int knowing = nodes.leader();
        nodes.stop(lagging);
        write(nodes, knowing);
        nodes.stop(wiped);
        nodes.stop(knowing);
        try (Stream<Path> all = Files.walk(data(wiped))) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        start(wiped);
        start(lagging);
        for (int i = 0; i < POLLS; i++) {
            assertThat(nodes.leader()).as("one that knows nothing of /last").isZero();
        }
        start(knowing);
        nodes.awaitLeader();
        try (ZooKeeper client = nodes.connect(lagging)) {
            client.sync("/", (code, path, context) -> {}, null);
            assertThat(client.exists("/last", false)).isNotNull();
        }
    }

    @Test
    void a_node_alone_refuses_and_changes_nothing() throws Exception {
        start(1);
        write(nodes, 1);
        nodes.stop(1);
        damage(1);
        assertThatThrownBy(() -> start(1)).hasMessageContaining("the journal is damaged");
        assertThat(data(1).resolve("damaged-1")).doesNotExist();
    }
}
