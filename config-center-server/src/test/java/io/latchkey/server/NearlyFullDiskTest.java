package io.latchkey.server;

import static io.latchkey.server.Nodes.create;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.server.settings.Settings;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes on small disks that fill up. Only the superuser can make such: elsewhere this is left out. */
@Timeout(180)
class NearlyFullDiskTest {
    private static final long MIB = 1 << 20;

    @TempDir
    Path dir;

    private final List<Path> mounted = new ArrayList<>();
    private Nodes nodes = Nodes.alone();

    @AfterEach
    void stopAll() throws Exception {
        nodes.close();
        for (Path disk : mounted) {
            run("umount", "-l", disk.toString());
        }
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor() == 0;
    }

    private Path disk(int id) {
        return dir.resolve("disk-" + id);
    }

    /** On a disk of 80 MiB, of which 16 are to stay free. */
    private void start(int id) throws Exception {
        Path disk = Files.createDirectories(disk(id));
        boolean mount = run("mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", disk.toString());
        Assumptions.assumeTrue(mount, "cannot mount a tmpfs here, so no disk can be filled");
        mounted.add(disk);
        nodes.start(id, disk.resolve("data"), Map.of(Settings.FREE_BYTES_MIN, Long.toString(16 * MIB)));
    }

    private void startThree() throws Exception {
        nodes = Nodes.three();
        for (int id = 1; id <= 3; id++) {
            start(id);
        }
    }

    /** Leaves 8 MiB. */
    private void fill(int id) throws IOException {
        Path disk = disk(id);
        ByteBuffer zeros = ByteBuffer.allocate((int) MIB);
        try (FileChannel file =
                FileChannel.open(disk.resolve("ballast"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (Files.getFileStore(disk).getUsableSpace() > 8 * MIB) {
                file.write(zeros.clear());
            }
        }
    }

    private void free(int id) throws IOException {
        Files.delete(disk(id).resolve("ballast"));
    }

    private void awaitReadOnly(int id, boolean readOnly) throws Exception {
        while (nodes.cluster(id).getBoolean("readOnly") != readOnly) {
            Thread.onSpinWait();
        }
    }

    @Test
    void a_node_refuses_writes_before_its_disk_is_full_and_takes_them_again_when_there_is_room() throws Exception {
        start(1);
        try (ZooKeeper client = nodes.connect(1)) {
            create(client, "/before");
            create(client, "/lock");
            fill(1);
            awaitReadOnly(1, true);
            assertThatThrownBy(() -> create(client, "/refused"))
                    .isInstanceOf(KeeperException.NotReadOnlyException.class);
            assertThatThrownBy(() -> client.setData("/before", new byte[1], -1))
                    .isInstanceOf(KeeperException.NotReadOnlyException.class);
            assertThat(client.getData("/before", false, null)).isNotNull();
            client.delete("/lock", -1);
            assertThat(client.exists("/lock", false)).isNull();
            HttpResponse<String> refused = nodes.http(1, "PUT", "/api/v1/namespaces/default/keys/key");
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(503);
            assertThat(refused.body()).contains("read-only", "nearly full");
            assertThat(nodes.http(1, "GET", "/readyz?verbose").body()).contains("\"ready\":true", "\"readOnly\":true");
            nodes.connect(1).close(); // sessions come and go

            free(1);
            awaitReadOnly(1, false);
            create(client, "/refused");
        }
    }

    @Test
    void a_follower_whose_disk_is_nearly_full_holds_up_nobody_else() throws Exception {
        startThree();
        int follower = nodes.awaitLeader() == 1 ? 2 : 1;
        int other = follower == 1 ? 2 : 1;
        fill(follower);
        awaitReadOnly(follower, true);
        try (ZooKeeper there = nodes.connect(follower);
                ZooKeeper elsewhere = nodes.connect(other)) {
            assertThatThrownBy(() -> create(there, "/x")).isInstanceOf(KeeperException.NotReadOnlyException.class);
            create(elsewhere, "/x");
            there.sync("/", (code, path, context) -> {}, null);
            assertThat(there.exists("/x", false)).isNotNull();
            assertThat(nodes.cluster(follower).getBoolean("serving")).isTrue();
        }
    }

    @Test
    void a_leader_whose_disk_is_nearly_full_hands_over() throws Exception {
        startThree();
        int leader = nodes.awaitLeader();
        int other = leader == 1 ? 2 : 1;
        try (ZooKeeper elsewhere = nodes.connect(other)) {
            create(elsewhere, "/before");
            fill(leader);
            awaitReadOnly(leader, true);
            while (nodes.leader() == leader || nodes.leader() == 0) {
                create(elsewhere, "/n" + System.nanoTime());
            }
            create(elsewhere, "/after");
            assertThat(nodes.cluster(leader).getString("role")).isEqualTo("FOLLOWING");
        }
    }
}
