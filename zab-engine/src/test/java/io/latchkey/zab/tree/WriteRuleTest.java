package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WriteRuleTest {
    private final List<String> asked = new ArrayList<>();

    /** Keeps below /latchkey/history a node per write below /config, made anew for each. */
    private List<Txn> record(DataTree before, Txn op, WriteRule.Context context) {
        asked.add(op.getClass().getSimpleName());
        String path = path(op);
        if (!path.startsWith("/config/")) {
            return List.of();
        }
        ZNode history = before.node("/latchkey/history");
        String name = "/latchkey/history/" + history.createCount() + "-"
                + path.substring(8).replace('/', '.');
        return List.of(new Txn.Create(name, data(op), Acl.OPEN, NodeKind.PERSISTENT, 0));
    }

    private static String path(Txn op) {
        if (op instanceof Txn.Create t) {
            return t.path();
        } else if (op instanceof Txn.SetData t) {
            return t.path();
        } else if (op instanceof Txn.SetAcl t) {
            return t.path();
        }
        return ((Txn.Delete) op).path();
    }

    private static byte[] data(Txn op) {
        return op instanceof Txn.Create t && t.data() != null ? t.data() : new byte[0];
    }

    private final Leader leader = new Leader(this::record);

    private List<String> history() {
        return leader.tree().node("/latchkey/history").childNames().stream()
                .sorted()
                .toList();
    }

    @Test
    void what_a_rule_adds_is_committed_with_the_op_and_hidden_from_its_result() {
        Result result = leader.create("/config/a");
        assertThat(result).isInstanceOf(Result.Created.class).extracting("path").isEqualTo("/config/a");
        assertThat(leader.txn()).isInstanceOf(Txn.Extended.class);
        assertThat(history()).containsExactly("0-a");
        assertThat(leader.stat("/latchkey/history/0-a").czxid())
                .isEqualTo(leader.tree().zxid());
        assertThat(leader.stat("/config/a").czxid()).isEqualTo(leader.tree().zxid());
        assertThat(leader.changes()).hasSize(2);
    }

    @Test
    void a_rule_is_not_asked_about_what_rules_add() {
        leader.create("/config/a");
        assertThat(asked).containsExactly("Create");
    }

    @Test
    void a_rule_with_nothing_to_say_leaves_the_transaction_as_it_is() {
        leader.create("/a");
        assertThat(leader.txn()).isInstanceOf(Txn.Create.class);
    }

    @Test
    void the_ops_of_a_multi_come_one_by_one_each_with_its_own_tree() {
        Result result = leader.multi(
                new Request.Create("/config/a", null, Acl.OPEN, CreateMode.PERSISTENT),
                new Request.Check("/config/a", -1),
                new Request.SetData("/config/a", null, 0),
                new Request.Delete("/config/a", -1));
        assertThat(((Result.Multi) result).ops()).hasSize(4);
        assertThat(history()).containsExactly("0-a", "1-a", "2-a");
        assertThat(asked).containsExactly("Create", "SetData", "Delete");
    }

    @Test
    void what_was_added_goes_with_a_multi_that_fails() {
        leader.multi(
                new Request.Create("/config/a", null, Acl.OPEN, CreateMode.PERSISTENT), new Request.Check("/none", -1));
        assertThat(history()).isEmpty();
    }

    @Test
    void a_rule_is_not_asked_about_what_fails_or_changes_nothing() {
        leader.delete("/config/none");
        leader.submit(new Request.Sync());
        leader.submit(new Request.Check("/config", -1));
        assertThat(asked).isEmpty();
    }

    @Test
    void set_acl_and_reaping_are_asked_about() {
        leader.create("/config/c", CreateMode.CONTAINER);
        leader.create("/config/c/x");
        leader.delete("/config/c/x");
        leader.submit(new Request.SetAcl("/config/c", Acl.OPEN, -1));
        leader.submit(Submission.ofServer(new Request.ReapContainer("/config/c")));
        assertThat(asked).containsExactly("Create", "Create", "Delete", "SetAcl", "Delete");
        assertThat(history()).containsExactly("0-c", "1-c.x", "2-c.x", "3-c", "4-c");
    }

    @Test
    void the_end_of_a_session_is_asked_about_for_configuration_only() {
        leader.open(5).create("/e", CreateMode.EPHEMERAL);
        leader.create("/config/a", CreateMode.EPHEMERAL);
        leader.create("/config/b", CreateMode.EPHEMERAL);
        asked.clear();
        assertThat(leader.submit(new Request.CloseSession(5))).isEqualTo(new Result.Done());
        assertThat(asked).containsExactly("Delete", "Delete");
        assertThat(history()).containsExactly("0-a", "1-b", "2-a", "3-b");
        assertThat(leader.tree().node("/config").childCount()).isZero();
        assertThat(((Txn.Extended) leader.txn()).main()).isInstanceOf(Txn.CloseSession.class);
    }

    @Test
    void a_session_without_configuration_is_just_closed() {
        leader.open(5).create("/e", CreateMode.EPHEMERAL);
        leader.submit(new Request.CloseSession(5));
        assertThat(leader.txn()).isInstanceOf(Txn.CloseSession.class);
    }

    @Test
    void a_rule_hears_who_wrote_and_why() {
        List<WriteRule.Context> heard = new ArrayList<>();
        Leader other = new Leader((before, op, context) -> {
            heard.add(context);
            return List.of();
        });
        Note note = new Note("ann", "half a pair: \ud800");
        Caller ann = new Caller(List.of(new Id("digest", "ann:hash")), false);
        Request create = new Request.Create("/a", null, Acl.OPEN, CreateMode.PERSISTENT);
        other.submit(new Submission(0, 0, ann, note, create));
        assertThat(heard).containsExactly(new WriteRule.Context(other.tree().zxid(), other.timeMs(), 0, ann, note));
    }

    @Test
    void rules_are_asked_in_order() {
        WriteRule first =
                (b, op, c) -> op instanceof Txn.SetAcl ? List.of() : List.of(create("/latchkey/history/first"));
        WriteRule second = (b, op, c) -> List.of(create("/latchkey/history/first/second"));
        Leader other = new Leader(first, second);
        other.create("/a");
        assertThat(other.tree().node("/latchkey/history/first/second")).isNotNull();
    }

    private static Txn create(String path) {
        return new Txn.Create(path, null, Acl.OPEN, NodeKind.PERSISTENT, 0);
    }

    @Test
    void a_rule_that_adds_what_does_not_fit_is_a_bug_and_stops_the_leader() {
        Leader other = new Leader((b, op, c) -> List.of(new Txn.Delete("/none")));
        assertThatThrownBy(() -> other.create("/a")).isInstanceOf(Inconsistency.class);
    }
}
