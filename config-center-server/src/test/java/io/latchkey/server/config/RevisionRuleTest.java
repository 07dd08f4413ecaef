package io.latchkey.server.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.config.Revision.Kind;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.Caller;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Leader;
import io.latchkey.zab.tree.Note;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.Txn;
import io.latchkey.zab.tree.ZNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevisionRuleTest {
    private static final ConfigKey POOL = new ConfigKey("app", "pool");

    private final Leader leader = new Leader(new RevisionRule(HistoryLimits.DEFAULT));

    @BeforeEach
    void namespace() {
        folder(leader, "/config/app");
    }

    private static void folder(Leader leader, String path) {
        leader.submit(new Request.Create(path, null, Acl.OPEN, CreateMode.PERSISTENT));
    }

    private ConfigTree center() {
        return new ConfigTree(leader.tree());
    }

    private List<String> history(ConfigKey key) {
        List<String> lines = new ArrayList<>();
        for (Revision r : center().history(key)) {
            ConfigTree.Stored stored = center().revision(key, r.version());
            assertThat(stored).isNotNull();
            assertThat(stored.revision()).isEqualTo(r);
            lines.add(r.version() + " " + r.kind()
                    + (stored.value() == null ? "" : " " + new String(stored.value(), UTF_8)));
        }
        return lines;
    }

    @Test
    void a_publish_by_a_plain_client_leaves_a_revision_with_its_session() {
        leader.open(7).create("/config/app/pool");
        assertThat(history(POOL)).containsExactly("1 PUT x");
        Revision newest = center().newest(POOL);
        assertThat(newest)
                .isEqualTo(new Revision(
                        1,
                        Kind.PUT,
                        "session 0x7",
                        "",
                        leader.timeMs(),
                        leader.tree().zxid(),
                        0));
        assertThat(((Txn.Extended) leader.txn()).main()).isInstanceOf(Txn.Create.class);
    }

    @Test
    void the_author_is_who_says_so_else_who_has_proved_a_name() {
        Caller bob = new Caller(List.of(new Id("ip", "127.0.0.1"), new Id("digest", "bob:hash")), false);
        leader.open(7).as(bob).create("/config/app/pool");
        assertThat(center().newest(POOL).author()).isEqualTo("bob");
        leader.submit(new Submission(
                0,
                0,
                Caller.SERVER,
                new Note("Ann \ud800", "why"),
                new Request.SetData("/config/app/pool", new byte[0], -1)));
        assertThat(center().newest(POOL).author()).isEqualTo("Ann \ufffd");
        assertThat(center().newest(POOL).comment()).isEqualTo("why");
        leader.submit(Submission.ofServer(new Request.Delete("/config/app/pool", -1)));
        assertThat(center().newest(POOL).author()).isEqualTo("server");
    }

    @Test
    void long_names_and_comments_are_cut_between_characters() {
        Note note = new Note("n" + "\ud83d\ude00".repeat(200), "c".repeat(5_000));
        leader.submit(new Submission(
                0,
                0,
                Caller.SERVER,
                note,
                new Request.Create("/config/app/pool", new byte[0], Acl.OPEN, CreateMode.PERSISTENT)));
        Revision newest = center().newest(POOL);
        assertThat(newest.author()).isEqualTo("n" + "\ud83d\ude00".repeat(99));
        assertThat(newest.comment()).hasSize(RevisionRule.COMMENT_MAX);
    }

    @Test
    void versions_go_on_when_a_key_is_deleted_and_made_again() {
        leader.create("/config/app/pool");
        leader.setData("/config/app/pool", "two");
        leader.delete("/config/app/pool");
        assertThat(center().get(POOL)).isNull();
        leader.create("/config/app/pool");
        assertThat(history(POOL)).containsExactly("4 PUT x", "3 DELETE", "2 PUT two", "1 PUT x");
        assertThat(center().get(POOL).newest().version()).isEqualTo(4);
        assertThat(leader.stat(POOL.historyPath()).version()).isEqualTo(3);
    }

    @Test
    void a_folder_is_no_key_until_it_gets_a_value_and_after_it_lost_it() {
        folder(leader, "/config/app/db");
        ConfigKey db = new ConfigKey("app", "db");
        assertThat(history(db)).isEmpty();
        leader.create("/config/app/db/url");
        leader.setData("/config/app/db", "v");
        leader.submit(new Request.SetData("/config/app/db", null, -1));
        leader.submit(new Request.SetData("/config/app/db", null, -1));
        assertThat(history(db)).containsExactly("2 DELETE", "1 PUT v");
        assertThat(history(new ConfigKey("app", "db/url"))).containsExactly("1 PUT x");
    }

    @Test
    void an_empty_value_is_a_value() {
        leader.setData("/config/app", "the namespace itself is no key");
        leader.submit(new Request.Create("/config/app/pool", new byte[0], Acl.OPEN, CreateMode.PERSISTENT));
        assertThat(history(POOL)).containsExactly("1 PUT ");
        assertThat(center().get(POOL).value()).isEmpty();
    }

    @Test
    void a_multi_leaves_a_revision_for_each_of_its_ops_or_none() {
        leader.multi(
                new Request.Create("/config/app/pool", new byte[] {'a'}, Acl.OPEN, CreateMode.PERSISTENT),
                new Request.SetData("/config/app/pool", new byte[] {'b'}, 0),
                new Request.Delete("/config/app/pool", 1));
        assertThat(history(POOL)).containsExactly("3 DELETE", "2 PUT b", "1 PUT a");
        Result failed = leader.multi(
                new Request.Create("/config/app/pool", new byte[] {'a'}, Acl.OPEN, CreateMode.PERSISTENT),
                new Request.Delete("/config/app/none", -1));
        assertThat(((Result.Multi) failed).ops().get(1)).isEqualTo(new Result.Failed(ErrorCode.NO_NODE));
        assertThat(history(POOL)).hasSize(3);
    }

    @Test
    void ephemerals_leave_a_revision_when_their_session_ends() {
        leader.open(0x1f).create("/config/app/pool", CreateMode.EPHEMERAL);
        leader.submit(Submission.ofServer(new Request.ExpireSession(0x1f)));
        assertThat(history(POOL)).containsExactly("2 DELETE", "1 PUT x");
        assertThat(center().newest(POOL).author()).isEqualTo("session 0x1f");
    }

    @Test
    void what_lies_elsewhere_leaves_none() {
        leader.create("/other");
        leader.create("/other/key");
        folder(leader, "/configuration");
        leader.create("/configuration/key");
        assertThat(leader.tree().node(ConfigKey.HISTORY).childCount()).isZero();
        leader.submit(new Request.SetAcl("/config/app", Acl.OPEN, -1));
        assertThat(leader.txn()).isInstanceOf(Txn.SetAcl.class);
    }

    @Test
    void a_rollback_says_what_it_restored() {
        leader.create("/config/app/pool");
        leader.submit(new Submission(
                0,
                0,
                Caller.SERVER,
                new Note("ann", "", 1),
                new Request.SetData("/config/app/pool", new byte[] {'x'}, -1)));
        assertThat(center().newest(POOL).kind()).isEqualTo(Kind.ROLLBACK);
        assertThat(center().newest(POOL).restores()).isEqualTo(1);
    }

    @Test
    void who_may_not_read_the_value_may_not_read_its_revisions() {
        Acl annOnly = new Acl(Acl.ALL, new Id("digest", "ann:hash"));
        Acl writers = new Acl(Acl.WRITE, Id.ANYONE);
        leader.submit(new Request.Create(
                "/config/app/pool", new byte[] {1}, List.of(annOnly, writers), CreateMode.PERSISTENT));
        List<Acl> annReads = List.of(new Acl(Acl.READ, annOnly.id()));
        assertThat(leader.tree().node(POOL.revisionPath(1)).acl()).isEqualTo(annReads);
        assertThat(leader.tree().node(POOL.historyPath()).acl()).isEqualTo(annReads);
    }

    @Test
    void the_newest_revisions_are_kept_the_oldest_go() {
        Leader bounded = new Leader(new RevisionRule(new HistoryLimits(3, 1_000_000, 10)));
        folder(bounded, "/config/app");
        bounded.create("/config/app/pool");
        for (int i = 2; i <= 20; i++) {
            bounded.setData("/config/app/pool", "v" + i);
        }
        ConfigTree center = new ConfigTree(bounded.tree());
        assertThat(center.history(POOL)).extracting(Revision::version).containsExactly(20, 19, 18);
        assertThat(center.revision(POOL, 17)).isNull();
        assertThat(bounded.tree().node(POOL.historyPath()).childNames()).containsExactlyInAnyOrder("18", "19", "20");
    }

    @Test
    void revisions_of_one_key_have_a_bound_in_bytes_too() {
        Leader bounded = new Leader(new RevisionRule(new HistoryLimits(100, 5_000, 10)));
        folder(bounded, "/config/app");
        bounded.create("/config/app/pool");
        for (int i = 0; i < 20; i++) {
            bounded.setData("/config/app/pool", "v".repeat(1_500));
        }
        assertThat(new ConfigTree(bounded.tree()).history(POOL))
                .extracting(Revision::version)
                .containsExactly(21, 20, 19);
        bounded.setData("/config/app/pool", "v".repeat(10_000));
        assertThat(new ConfigTree(bounded.tree()).history(POOL))
                .extracting(Revision::version)
                .containsExactly(22);
    }

    @Test
    void of_too_many_deleted_keys_the_first_is_forgotten() {
        Leader bounded = new Leader(new RevisionRule(new HistoryLimits(100, 5_000, 2)));
        folder(bounded, "/config/app");
        for (String name : List.of("a", "b", "a", "c")) {
            bounded.create("/config/app/" + name);
            bounded.setData("/config/app/" + name, "2");
            bounded.delete("/config/app/" + name);
        }
        ConfigTree center = new ConfigTree(bounded.tree());
        // the first entry of a was dropped, since a had come back; then b was the first
        assertThat(center.version(new ConfigKey("app", "a"))).isEqualTo(6);
        assertThat(center.version(new ConfigKey("app", "b"))).isZero();
        assertThat(center.version(new ConfigKey("app", "c"))).isEqualTo(3);
        assertThat(bounded.tree().node("/latchkey/history/app").childNames()).containsExactlyInAnyOrder("a", "c");
        assertThat(bounded.tree().node("/latchkey/deleted/app").childCount()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a/b", "a:b", "a:/b", "a/:b", "~", "~~", "~:", "~/a", "~#", "中/文", "...", "a~b:c/d"})
    void every_key_has_a_place_of_its_own_in_the_history(String key) {
        String name = ConfigKey.historyName(key);
        assertThat(name).doesNotContain("/");
        assertThat(ConfigKey.keyOf(name)).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(strings = {":", "~"})
    void the_longest_keys_fit_too(String piece) {
        int room = 4_096 - "/config/n/".length();
        String key = piece.repeat(room / piece.length() - 1) + "k";
        leader.submit(new Request.Create("/config/n", null, Acl.OPEN, CreateMode.PERSISTENT));
        leader.create("/config/n/" + key);
        assertThat(center().history(new ConfigKey("n", key))).hasSize(1);
        assertThat(ConfigKey.keyOf(ConfigKey.historyName(key))).isNull();
    }

    /** Whatever clients do, the newest value is the newest revision's, and versions have no gap. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_history_tells_the_truth_after_any_course_of_events(long seed) {
        Random random = new Random(seed);
        Leader busy = new Leader(new RevisionRule(new HistoryLimits(4, 300, 3)));
        folder(busy, "/config/app");
        List<String> names = List.of("a", "a/b", "c", "d", "d/e", "f", "g", "h");
        for (int i = 0; i < 400; i++) {
            String path = "/config/app/" + names.get(random.nextInt(names.size()));
            byte[] data = random.nextInt(4) == 0 ? null : new byte[random.nextInt(100)];
            busy.submit(
                    switch (random.nextInt(3)) {
                        case 0 -> new Request.Create(path, data, Acl.OPEN, CreateMode.PERSISTENT);
                        case 1 -> new Request.SetData(path, data, -1);
                        default -> new Request.Delete(path, -1);
                    });
            names.forEach(name -> check(busy.tree(), new ConfigKey("app", name)));
        }
    }

    private static void check(DataTree tree, ConfigKey key) {
        ConfigTree center = new ConfigTree(tree);
        ZNode node = tree.node(key.path());
        boolean exists = node != null && node.data() != null;
        List<Revision> history = center.history(key);
        Revision newest = center.newest(key);
        assertThat(newest != null && newest.hasValue()).isEqualTo(exists);
        if (newest == null) {
            return;
        }
        assertThat(history).isNotEmpty().hasSizeLessThanOrEqualTo(4).first().isEqualTo(newest);
        assertThat(newest.version()).isEqualTo(center.version(key));
        if (exists) {
            assertThat(center.revision(key, newest.version()).value()).isEqualTo(node.data());
        }
        for (int i = 1; i < history.size(); i++) {
            assertThat(history.get(i).version()).isEqualTo(newest.version() - i);
        }
    }
}
