package io.latchkey.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.ProcessContext;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.format.TreeFormat;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.EngineConfig;
import io.latchkey.zab.runtime.PeerTransport;
import io.latchkey.zab.runtime.Pending;
import io.latchkey.zab.runtime.ReplicatedServer;
import io.latchkey.zab.runtime.Subscriber;
import io.latchkey.zab.storage.DiskConfig;
import io.latchkey.zab.storage.DiskStorage;
import io.latchkey.zab.storage.Storage;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code latchkey inspect} on directories that real engines have written. */
@Timeout(60)
class InspectTest {
    @TempDir
    Path dir;

    private Path data;

    @BeforeEach
    void write() throws Exception {
        data = dir.resolve("data");
        write(data, "/a", "/b", "/c");
    }

    private static DiskConfig config(Path data) {
        return new DiskConfig(data, data, 1 << 18, 8 << 10, false, 0);
    }

    /** One life of a server alone that creates these znodes; leaves a snapshot of the last tree. */
    private static void write(Path data, String... paths) throws Exception {
        Storage storage = DiskStorage.open(config(data));
        EngineConfig engine = EngineConfig.of(ZabConfig.of(1, QuorumConfig.majorityOf(1)));
        CompletableFuture<Void> serving = new CompletableFuture<>();
        CompletableFuture<DataTree> last = new CompletableFuture<>();
        ReplicatedServer server =
                ReplicatedServer.create(engine, storage, PeerTransport.none(), List.of(), last::completeExceptionally);
        Subscriber subscriber = batch -> {
            if (batch.state().serving()) {
                serving.complete(null);
            }
            for (Committed committed : batch.committed()) {
                if (committed.pending() != null && committed.pending().handle().equals(paths[paths.length - 1])) {
                    last.complete(committed.tree());
                }
            }
        };
        server.start();
        server.subscribe(subscriber);
        serving.get(30, TimeUnit.SECONDS);
        for (String path : paths) {
            Request create =
                    new Request.Create(path, path.getBytes(StandardCharsets.UTF_8), Acl.OPEN, CreateMode.PERSISTENT);
            assertThat(server.submit(Submission.ofServer(create), new Pending(subscriber, path)))
                    .isTrue();
        }
        DataTree tree = last.get(30, TimeUnit.SECONDS);
        server.close();
        try (Storage again = DiskStorage.open(config(data))) {
            again.recover();
            again.snapshots().write(tree.zxid(), out -> TreeFormat.write(tree, out));
        }
    }

    private CliRun run(String... arguments) {
        ProcessContext context =
                new ProcessContext(Map.of(), dir, InputStream.nullInputStream(), List.of("no-such-java"), action -> {});
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine root = LatchkeyCommand.commandLine(context)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        return new CliRun(root.execute(arguments), out.toString(), err.toString());
    }

    private static Path journalFile(Path data, String znode) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("journal"))) {
            for (Path file : files.toList()) {
                if (file.toString().contains("segment-") && offset(file, znode) > 0) {
                    return file;
                }
            }
        }
        throw new AssertionError(znode + " is not in the journal");
    }

    private static int offset(Path file, String text) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).indexOf(text);
    }

    private static void damage(Path data, String znode) throws IOException {
        Path file = journalFile(data, znode);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {'?'}), offset(file, znode));
        }
    }

    private static Map<String, Long> files(Path root) throws IOException {
        Map<String, Long> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.toList()) {
                found.put(file.toString(), Files.getLastModifiedTime(file).toMillis());
            }
        }
        return found;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : all.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @Test
    void list_tells_segments_snapshots_and_what_they_amount_to() throws Exception {
        Map<String, Long> before = files(dir);
        CliRun table = run("inspect", "list", data.toString());
        assertThat(table.exitCode()).as(table.err()).isZero();
        assertThat(table.out())
                .contains("segment-00100001.sealed", "segment-00100002.cq4", "snapshot-0000000100000003", "1:3")
                .contains("history: 3 transactions after the beginning, up to 1:3")
                .contains("epochs: accepted 1, current 1; label of the disk 0, a voter of the first hour");
        JsonObject json = new JsonObject(
                run("inspect", "list", data.toString(), "-o", "json").out());
        assertThat(json.getJsonObject("journal").getString("last")).isEqualTo("1:3");
        assertThat(json.getJsonArray("segments")).hasSize(2);
        assertThat(files(dir)).as("reads only").isEqualTo(before);
    }

    @Test
    void verify_replays_everything() {
        CliRun sound = run("inspect", "verify", data.toString());
        assertThat(sound.exitCode()).as(sound.out()).isZero();
        assertThat(sound.out()).startsWith("sound: 3 transactions replayed, up to 1:3, ");
    }

    @Test
    void verify_names_damage_to_the_journal_and_to_a_snapshot() throws Exception {
        damage(data, "/b");
        CliRun journal = run("inspect", "verify", data.toString());
        assertThat(journal.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(journal.out()).contains("the journal is damaged: in " + journalFile(data, "/c"), "NOT SOUND: 1 ");
        assertThat(run("inspect", "list", data.toString()).err()).contains("the journal is damaged");

        Path snapshot = data.resolve("snapshots/snapshot-0000000100000003");
        byte[] bytes = Files.readAllBytes(snapshot);
        bytes[bytes.length / 2] ^= 1;
        Files.write(snapshot, bytes);
        CliRun both = run("inspect", "verify", data.toString(), "-o", "json");
        assertThat(both.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(new JsonObject(both.out()).getJsonArray("problems").toString())
                .contains("the snapshot " + snapshot + " is damaged: its checksum is wrong");
    }

    @Test
    void verify_finds_a_snapshot_that_does_not_fit_the_journal() throws Exception {
        write(dir.resolve("other"), "/a", "/b", "/other");
        String name = "snapshots/snapshot-0000000100000003";
        Files.copy(dir.resolve("other").resolve(name), data.resolve(name), StandardCopyOption.REPLACE_EXISTING);
        CliRun run = run("inspect", "verify", data.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).contains("the snapshot at 1:3 has the digest", "but the journal says");
    }

    @Test
    void what_was_set_aside_can_be_looked_at() throws Exception {
        try (Storage storage = DiskStorage.open(config(data))) {
            storage.recover();
            storage.setAside("a test says so");
        }
        CliRun run = run("inspect", "verify", data.resolve("damaged-1").toString());
        assertThat(run.exitCode()).as(run.out()).isZero();
        assertThat(run.out()).contains("3 transactions replayed");
    }

    @Test
    void diff_names_the_first_transaction_that_differs() throws Exception {
        Path longer = dir.resolve("longer");
        copy(data, longer);
        write(longer, "/d");
        CliRun same = run("inspect", "diff", data.toString(), longer.toString());
        assertThat(same.exitCode()).as(same.out() + same.err()).isZero();
        assertThat(same.out()).contains("no difference: 3 transactions are the same, up to 1:3", "goes up to 2:1");

        Path other = dir.resolve("other");
        copy(data, other);
        write(other, "/e");
        CliRun differ = run("inspect", "diff", longer.toString(), other.toString());
        assertThat(differ.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(differ.out())
                .contains("they part at 2:1", longer + " has create /d, digest", other + " has create /e, digest");
        JsonObject json = new JsonObject(run("inspect", "diff", longer.toString(), other.toString(), "-o", "json")
                .out());
        assertThat(json.getJsonObject("difference").getString("zxid")).isEqualTo("2:1");
        assertThat(json.getInteger("compared")).isEqualTo(3);
    }

    @Test
    void show_tells_what_a_transaction_did() throws Exception {
        CliRun run = run("inspect", "show", "1:2", data.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("1:2 (0x100000002)", "in the history", "create /b", "by server 1")
                .contains("of " + journalFile(data, "/b"));
        assertThat(new JsonArray(run("inspect", "show", "0x100000002", data.toString(), "-o", "json")
                                .out())
                        .getJsonObject(0)
                        .getString("what"))
                .isEqualTo("create /b");
    }

    @Test
    void mistakes_are_answered_with_what_is_right() {
        assertThat(run("inspect").exitCode()).isEqualTo(ExitCode.USAGE);
        CliRun unknown = run("inspect", "show", "9:9", data.toString());
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.NOT_FOUND);
        assertThat(unknown.err()).contains("no record of 9:9", "inspect list");
        CliRun strange = run("inspect", "show", "ninety", data.toString());
        assertThat(strange.exitCode()).isEqualTo(ExitCode.USAGE);
        assertThat(strange.err()).contains("write it as 3:1042 or 0x300000412");
        CliRun nothing = run("inspect", "list", dir.toString());
        assertThat(nothing.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(nothing.err()).contains("holds neither journal nor snapshots", "data.dir");
        for (String command : List.of("list", "verify", "diff", "show")) {
            assertThat(run("inspect", command, "--help").out()).contains("Examples:", "Exit codes: 0");
        }
    }

    @Test
    void a_directory_in_use_is_read_with_a_warning() throws Exception {
        try (Storage storage = DiskStorage.open(config(data))) {
            storage.recover();
            CliRun run = run("inspect", "verify", data.toString());
            assertThat(run.exitCode()).as(run.out()).isZero();
            assertThat(run.err())
                    .contains("is in use by process " + ProcessHandle.current().pid());
        }
    }
}
