package io.latchkey.zab.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Leader;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Session;
import io.latchkey.zab.tree.Stat;
import io.latchkey.zab.tree.TreeLoader;
import io.latchkey.zab.tree.ZPath;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class TreeFormatTest {
    /** Where the first chunk starts, behind its head. */
    private static final int FIRST_CHUNK = 7 + ChunkWriter.HEAD_BYTES;

    private static byte[] write(DataTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeFormat.write(tree, out);
        return out.toByteArray();
    }

    private static DataTree read(byte[] bytes) throws IOException {
        return TreeFormat.read(new ByteArrayInputStream(bytes));
    }

    private static Leader sample() {
        Leader leader = new Leader().open(9);
        leader.create("/a");
        leader.create("/a/e-", CreateMode.EPHEMERAL_SEQUENTIAL);
        leader.create("/a/n");
        leader.submit(new Request.SetData("/a/n", null, -1));
        leader.submit(new Request.SetAcl("/a/n", List.of(new Acl(1, new Id("ip", "10.0.0.0/8"))), -1));
        leader.create("/c", CreateMode.CONTAINER);
        leader.create("/c/x");
        leader.delete("/c/x");
        leader.open(3);
        return leader;
    }

    private static void assertSame(DataTree back, DataTree tree) {
        assertThat(back.zxid()).isEqualTo(tree.zxid());
        assertThat(back.digest()).isEqualTo(tree.digest());
        assertThat(back.nodeCount()).isEqualTo(tree.nodeCount());
        assertThat(back.dataBytes()).isEqualTo(tree.dataBytes());
        assertThat(back.ephemeralCount()).isEqualTo(tree.ephemeralCount());
        assertThat(back.reapableContainers(99)).isEqualTo(tree.reapableContainers(99));
        assertThat(back.sessions()).hasSameSizeAs(tree.sessions());
        for (Session session : tree.sessions()) {
            assertThat(back.session(session.id())).usingRecursiveComparison().isEqualTo(session);
            assertThat(back.ephemerals(session.id())).isEqualTo(tree.ephemerals(session.id()));
        }
    }

    @Test
    void a_tree_comes_back_as_it_was() throws IOException {
        DataTree tree = sample().tree();
        byte[] bytes = write(tree);
        DataTree back = read(bytes);
        assertSame(back, tree);
        assertThat(write(back)).isEqualTo(bytes);
        assertThat(back.node("/a/n").stat()).isEqualTo(tree.node("/a/n").stat());
        assertThat(back.node("/a/n").acl()).isEqualTo(tree.node("/a/n").acl());
        assertThat(back.node("/a/n").data()).isNull();
        assertThat(back.node("/a").data()).isEqualTo(Leader.bytes("x"));
        assertThat(back.node("/a").acl()).isSameAs(Acl.OPEN);
        assertThat(back.node("/a/e-0000000000").kind()).isEqualTo(NodeKind.EPHEMERAL);
    }

    @Test
    void the_first_tree_comes_back_too() throws IOException {
        assertSame(read(write(DataTree.empty())), DataTree.empty());
    }

    @Test
    void equal_trees_give_equal_bytes_whatever_their_history() throws IOException {
        Leader one = new Leader();
        Leader other = new Leader();
        Request[] names = new Request[200];
        for (int i = 0; i < names.length; i++) {
            names[i] = new Request.Create("/n" + i, null, Acl.OPEN, CreateMode.PERSISTENT);
        }
        one.multi(names);
        Request[] reversed = new Request[names.length];
        Arrays.setAll(reversed, i -> names[names.length - 1 - i]);
        other.multi(reversed);
        assertThat(write(one.tree())).isEqualTo(write(other.tree()));
    }

    @Test
    void many_nodes_and_large_ones_span_chunks() throws IOException {
        Leader leader = new Leader();
        for (int i = 0; i < 3_000; i++) {
            leader.submit(new Request.Create("/config/" + i, new byte[i % 100], Acl.OPEN, CreateMode.PERSISTENT));
        }
        leader.submit(new Request.Create("/big", new byte[1_000_000], Acl.OPEN, CreateMode.PERSISTENT));
        DataTree back = read(write(leader.tree()));
        assertSame(back, leader.tree());
        assertThat(back.node("/big").data()).hasSize(1_000_000);
    }

    @Test
    void the_deepest_path_comes_back() throws IOException {
        Leader leader = new Leader();
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < ZPath.LENGTH_MAX / 2; i++) {
            assertThat(leader.create(path.append("/d").toString())).isInstanceOf(Result.Created.class);
        }
        DataTree back = read(write(leader.tree()));
        assertSame(back, leader.tree());
        assertThat(back.node(path.toString())).isNotNull();
    }

    @Test
    void reading_stops_where_the_tree_ends() throws IOException {
        byte[] bytes = write(sample().tree());
        ByteArrayInputStream in = new ByteArrayInputStream(Arrays.copyOf(bytes, bytes.length + 5));
        TreeFormat.read(in);
        assertThat(in.available()).isEqualTo(5);
    }

    @Test
    void a_tree_that_ends_early_is_refused_wherever_it_ends() throws IOException {
        byte[] bytes = write(sample().tree());
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(cut)).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void every_single_changed_byte_is_found() throws IOException {
        byte[] bytes = write(sample().tree());
        for (int i = 0; i < bytes.length; i++) {
            byte[] damaged = bytes.clone();
            damaged[i] ^= 0x10;
            assertThatThrownBy(() -> read(damaged)).isInstanceOfAny(FormatException.class, EOFException.class);
        }
    }

    @Test
    void damage_with_a_right_checksum_is_refused_and_nothing_worse() throws IOException {
        byte[] body = body(sample().tree());
        Damage.each(body, 20_000, damaged -> read(wrapped(damaged, damaged.length)));
    }

    @Test
    void damage_to_what_is_compressed_is_refused_and_nothing_worse() throws IOException {
        Leader leader = sample();
        leader.submit(new Request.Create("/zeros", new byte[5_000], Acl.OPEN, CreateMode.PERSISTENT));
        byte[] bytes = write(leader.tree());
        int plain = ByteBuffer.wrap(bytes).getInt(11);
        byte[] stored = Arrays.copyOfRange(bytes, FIRST_CHUNK, bytes.length - ChunkWriter.HEAD_BYTES);
        assertThat(stored.length).isLessThan(plain);
        Damage.each(stored, 20_000, damaged -> read(wrapped(damaged, plain)));
    }

    /** What the one chunk of a small tree holds. */
    private static byte[] body(DataTree tree) throws IOException {
        return new ChunkReader(new ByteArrayInputStream(write(tree))).next();
    }

    /** One chunk, and the end. */
    private static byte[] wrapped(byte[] stored, int plain) {
        return ByteBuffer.allocate(FIRST_CHUNK + stored.length + ChunkWriter.HEAD_BYTES)
                .put(ChunkWriter.MAGIC)
                .put((byte) ChunkWriter.VERSION)
                .putInt(stored.length)
                .putInt(plain)
                .putInt(ChunkWriter.checksum(plain, stored, stored.length))
                .put(stored)
                .array();
    }

    @Test
    void what_can_not_be_compressed_is_stored_as_it_is_and_what_follows_is_tried_again() throws IOException {
        Leader leader = new Leader();
        Random luck = new Random(1);
        for (int i = 0; i < 100; i++) {
            byte[] data = new byte[10_000];
            luck.nextBytes(data);
            leader.submit(new Request.Create("/a" + i, data, Acl.OPEN, CreateMode.PERSISTENT));
        }
        int alone = write(leader.tree()).length;
        assertThat(alone).isGreaterThan(1_000_000);
        for (int i = 0; i < 300; i++) {
            leader.submit(new Request.Create("/b" + i, new byte[10_000], Acl.OPEN, CreateMode.PERSISTENT));
        }
        byte[] bytes = write(leader.tree());
        assertThat(bytes.length).isLessThan(alone + 2_000_000);
        assertSame(read(bytes), leader.tree());
    }

    @Test
    void what_the_first_version_wrote_is_read() throws IOException {
        DataTree tree = sample().tree();
        byte[] body = body(tree);
        CRC32C crc = new CRC32C();
        crc.update(body);
        byte[] old = ByteBuffer.allocate(body.length + 19)
                .put(ChunkWriter.MAGIC)
                .put((byte) 1)
                .putInt(body.length)
                .putInt((int) crc.getValue())
                .put(body)
                .putInt(0)
                .array();
        assertSame(read(old), tree);
    }

    @Test
    void a_later_version_is_refused_by_its_name() throws IOException {
        byte[] bytes = write(sample().tree());
        bytes[6] = 3;
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(
                        "written by a later version of Latchkey: its format is 3, and this one reads up to 2");
    }

    @Test
    void a_chunk_that_would_become_huge_is_refused_before_anything_is_allocated() {
        byte[] stored = new byte[100];
        assertThatThrownBy(() -> read(wrapped(stored, Integer.MAX_VALUE))).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> read(wrapped(stored, -1))).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> read(wrapped(stored, 99))).isInstanceOf(FormatException.class);
    }

    @Test
    void a_length_that_is_not_there_allocates_nothing_of_that_size() throws IOException {
        byte[] bytes = write(DataTree.empty());
        bytes[7] = 0x7f;
        Damage.each(bytes, 1, damaged -> read(bytes));
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(EOFException.class);
    }

    @Test
    void a_stream_that_fails_says_so() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("disk full");
            }
        };
        assertThatThrownBy(() -> TreeFormat.write(DataTree.empty(), full)).isInstanceOf(IOException.class);
    }

    private static TreeLoader.Node node(String name, NodeKind kind, long owner, int children) {
        Stat stat = new Stat(1, 1, 1, 1, 0, 0, 0, owner, 0, children, 1);
        return new TreeLoader.Node(name, null, Acl.OPEN, kind, children, stat);
    }

    private static void load(TreeLoader.Node... nodes) {
        TreeLoader loader = new TreeLoader(1);
        for (TreeLoader.Node node : nodes) {
            loader.node(node);
        }
        loader.finish(0);
    }

    @Test
    void what_is_no_tree_is_refused() {
        TreeLoader.Node a = node("a", NodeKind.PERSISTENT, 0, 0);
        TreeLoader.Node b = node("b", NodeKind.PERSISTENT, 0, 0);
        assertRefused("comes after", node("", NodeKind.PERSISTENT, 0, 2), b, a);
        assertRefused("comes after", node("", NodeKind.PERSISTENT, 0, 2), a, a);
        assertRefused("missing", node("", NodeKind.PERSISTENT, 0, 2), a);
        assertRefused("no parent", node("", NodeKind.PERSISTENT, 0, 1), a, b);
        assertRefused("no parent", a);
        assertRefused("bad or too long", node("", NodeKind.PERSISTENT, 0, 1), node("..", NodeKind.PERSISTENT, 0, 0));
        assertRefused("bad or too long", node("", NodeKind.PERSISTENT, 0, 1), node("", NodeKind.PERSISTENT, 0, 0));
        assertRefused("session", node("", NodeKind.PERSISTENT, 0, 1), node("e", NodeKind.EPHEMERAL, 7, 0));
        assertRefused("owner", node("", NodeKind.PERSISTENT, 0, 1), node("e", NodeKind.PERSISTENT, 7, 0));
        assertRefused("negative", node("", NodeKind.PERSISTENT, 0, -1));
        assertRefused("digest", node("", NodeKind.PERSISTENT, 0, 1), a);
        assertRefused("missing");
    }

    private static void assertRefused(String why, TreeLoader.Node... nodes) {
        assertThatThrownBy(() -> load(nodes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void a_session_that_comes_twice_is_refused() {
        TreeLoader loader = new TreeLoader(1);
        loader.session(new Session(5, new byte[16], 1_000, 1));
        assertThatThrownBy(() -> loader.session(new Session(5, new byte[16], 1_000, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
