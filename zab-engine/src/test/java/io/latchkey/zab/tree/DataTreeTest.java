package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DataTreeTest {
    private static TxnRecord record(Txn txn, long digest) {
        return new TxnRecord(1, 0, 0, 1_000, digest, txn);
    }

    private static Txn.Create create(String path) {
        return new Txn.Create(path, Leader.bytes("x"), Acl.OPEN, NodeKind.PERSISTENT, 0);
    }

    /** Applies without a leader to say what comes of it. */
    private static DataTree force(DataTree tree, long zxid, Txn txn) {
        TreeEdit edit = TreeEdit.next(tree, zxid, 1_000);
        edit.apply(txn);
        return edit.tree();
    }

    @Test
    void an_older_tree_stays_as_it_was_and_shares_what_did_not_change() {
        DataTree before = force(force(DataTree.empty(), 1, create("/a")), 2, create("/b"));
        DataTree after = force(before, 3, create("/a/x"));
        assertThat(before.node("/a/x")).isNull();
        assertThat(before.node("/a").stat().numChildren()).isZero();
        assertThat(before.zxid()).isEqualTo(2);
        assertThat(after.node("/a/x")).isNotNull();
        assertThat(after.node("/b")).isSameAs(before.node("/b"));
        assertThat(after.node("/zookeeper")).isSameAs(before.node("/zookeeper"));
        assertThat(after.node("/a")).isNotSameAs(before.node("/a"));
    }

    @Test
    void the_digest_tells_apart_what_differs_in_anything() {
        DataTree base = force(DataTree.empty(), 1, create("/a"));
        Stream<DataTree> others = Stream.of(
                DataTree.empty(),
                force(DataTree.empty(), 2, create("/a")),
                force(DataTree.empty(), 1, create("/b")),
                force(DataTree.empty(), 1, create("/config/a")),
                force(DataTree.empty(), 1, new Txn.Create("/a", null, Acl.OPEN, NodeKind.PERSISTENT, 0)),
                force(DataTree.empty(), 1, new Txn.Create("/a", new byte[0], Acl.OPEN, NodeKind.PERSISTENT, 0)),
                force(DataTree.empty(), 1, new Txn.Create("/a", new byte[] {'x', 0}, Acl.OPEN, NodeKind.PERSISTENT, 0)),
                force(DataTree.empty(), 1, new Txn.Create("/a", Leader.bytes("x"), Acl.OPEN, NodeKind.CONTAINER, 0)),
                force(base, 2, new Txn.SetAcl("/a", Acl.OPEN, 1)),
                force(base, 2, new Txn.SetAcl("/a", List.of(new Acl(1, Id.ANYONE)), 0)),
                force(base, 2, new Txn.SetData("/a", Leader.bytes("x"), 1)),
                force(base, 2, new Txn.OpenSession(5, new byte[16], 1_000)),
                force(base, 2, new Txn.OpenSession(5, new byte[16], 1_001)),
                force(base, 3, new Txn.OpenSession(5, new byte[16], 1_000)),
                force(base, 2, new Txn.OpenSession(6, new byte[16], 1_000)));
        List<Long> digests = others.map(DataTree::digest).toList();
        assertThat(digests).doesNotContain(base.digest()).doesNotHaveDuplicates();
    }

    @Test
    void equal_trees_have_equal_digests_whatever_their_history() {
        DataTree one = force(
                force(DataTree.empty(), 1, new Txn.Multi(List.of(create("/a"), create("/b")))), 2, new Txn.Noop());
        DataTree other = force(
                force(DataTree.empty(), 1, new Txn.Multi(List.of(create("/b"), create("/a")))),
                2,
                new Txn.OpenSession(5, new byte[16], 1_000));
        other = force(other, 3, new Txn.CloseSession(5, List.of(), true));
        assertThat(one.digest()).isEqualTo(other.digest());
    }

    @Test
    void another_digest_than_the_leaders_is_an_inconsistency() {
        DataTree expected = force(DataTree.empty(), 1, create("/a"));
        assertThat(DataTree.empty()
                        .apply(1, record(create("/a"), expected.digest()))
                        .tree()
                        .digest())
                .isEqualTo(expected.digest());
        assertThatThrownBy(() -> DataTree.empty().apply(1, record(create("/a"), expected.digest() + 1)))
                .isInstanceOf(Inconsistency.class)
                .hasMessageContaining("digest");
    }

    @Test
    void zxids_only_rise() {
        DataTree tree = force(DataTree.empty(), 5, new Txn.Noop());
        assertThatThrownBy(() -> tree.apply(5, record(new Txn.Noop(), tree.digest())))
                .isInstanceOf(Inconsistency.class);
        assertThat(tree.apply(7, record(new Txn.Noop(), tree.digest())).tree().zxid())
                .isEqualTo(7);
    }

    private static Stream<Txn> misfits() {
        return Stream.of(
                create("/a"),
                create("/none/x"),
                create("/a//x"),
                create("/a/.."),
                create("/"),
                create("/e/x"),
                new Txn.Create("/x", null, Acl.OPEN, NodeKind.EPHEMERAL, 6),
                new Txn.Create("/x", null, Acl.OPEN, NodeKind.EPHEMERAL, 0),
                new Txn.Create("/x", null, Acl.OPEN, NodeKind.PERSISTENT, 5),
                new Txn.Delete("/none"),
                new Txn.Delete("/zookeeper"),
                new Txn.Delete("/"),
                new Txn.SetData("/none", null, 1),
                new Txn.SetAcl("/none", Acl.OPEN, 1),
                new Txn.OpenSession(5, new byte[16], 1_000),
                new Txn.AttachSession(6),
                new Txn.CloseSession(6, List.of(), false),
                new Txn.CloseSession(5, List.of(), false),
                new Txn.CloseSession(5, List.of("/none"), false),
                new Txn.Multi(List.of(create("/b"), create("/b"))),
                new Txn.Extended(create("/b"), List.of(create("/b"))));
    }

    @ParameterizedTest
    @MethodSource("misfits")
    void a_transaction_that_does_not_fit_is_an_inconsistency(Txn txn) {
        DataTree tree = force(DataTree.empty(), 1, create("/a"));
        tree = force(tree, 2, new Txn.OpenSession(5, new byte[16], 1_000));
        DataTree ready = force(tree, 3, new Txn.Create("/e", null, Acl.OPEN, NodeKind.EPHEMERAL, 5));
        assertThatThrownBy(() -> force(ready, 4, txn)).isInstanceOf(Inconsistency.class);
    }

    @Test
    void equal_access_lists_are_kept_once() {
        DataTree tree = force(DataTree.empty(), 1, create("/a"));
        assertThat(tree.node("/a").acl()).isSameAs(Acl.OPEN);
        List<Acl> acl = List.of(new Acl(Acl.READ, Id.ANYONE));
        tree = force(tree, 2, new Txn.SetAcl("/a", acl, 1));
        Txn child = new Txn.Create("/a/x", null, List.of(new Acl(Acl.READ, Id.ANYONE)), NodeKind.PERSISTENT, 0);
        tree = force(tree, 3, child);
        assertThat(tree.node("/a/x").acl()).isSameAs(tree.node("/a").acl());
    }

    @Test
    void a_very_deep_path_is_no_problem() {
        DataTree tree = DataTree.empty();
        StringBuilder path = new StringBuilder();
        for (int i = 1; i <= ZPath.LENGTH_MAX / 2; i++) {
            tree = force(tree, i, create(path.append("/d").toString()));
        }
        assertThat(tree.node(path.toString())).isNotNull();
        assertThat(tree.nodeCount()).isEqualTo(8 + ZPath.LENGTH_MAX / 2);
    }
}
