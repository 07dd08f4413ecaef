package io.latchkey.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.server.config.ConfigRefusal.Why;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.Id;
import io.latchkey.zab.tree.Leader;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A plan is carried out as it was made or not at all, whatever happens between the planning and the doing. */
class ConfigWriteTest {
    private static final ConfigKey KEY = new ConfigKey("app", "dir/key");
    private static final byte[] VALUE = {'v'};

    private Leader leader = new Leader(new RevisionRule(HistoryLimits.DEFAULT));

    @BeforeEach
    void fresh() {
        leader = new Leader(new RevisionRule(HistoryLimits.DEFAULT));
        folder("/config/app");
    }

    private void folder(String path) {
        leader.submit(new Request.Create(path, null, Acl.OPEN, CreateMode.PERSISTENT));
    }

    private ConfigTree center() {
        return new ConfigTree(leader.tree());
    }

    private boolean done(List<Request> plan) {
        Result result = leader.submit(Submission.ofServer(new Request.Multi(plan)));
        return result instanceof Result.Multi multi && multi.ops().stream().noneMatch(Result.Failed.class::isInstance);
    }

    /** Plans, lets something happen, then tries to do it. */
    private boolean overtaken(ConfigWrite write, Consumer<Leader> between) {
        List<Request> plan = write.plan(center());
        between.accept(leader);
        return done(plan);
    }

    private void key() {
        folder("/config/app/dir");
        leader.create(KEY.path());
    }

    @Test
    void plans_that_nothing_overtakes_are_done() {
        assertThat(done(new ConfigWrite.Put(KEY, VALUE, Condition.ABSENT).plan(center())))
                .isTrue();
        assertThat(done(new ConfigWrite.Put(KEY, VALUE, Condition.version(1)).plan(center())))
                .isTrue();
        assertThat(done(new ConfigWrite.Put(KEY, VALUE, Condition.PRESENT).plan(center())))
                .isTrue();
        assertThat(done(new ConfigWrite.Rollback(KEY, 1, Condition.version(3)).plan(center())))
                .isTrue();
        assertThat(done(new ConfigWrite.Delete(KEY, Condition.version(4)).plan(center())))
                .isTrue();
        assertThat(center().version(KEY)).isEqualTo(5);
        assertThat(done(new ConfigWrite.DeleteNamespace("app").plan(center()))).isTrue();
        assertThat(center().namespaces()).isEmpty();
    }

    @Test
    void a_write_on_a_version_fails_once_there_is_another() {
        key();
        ConfigWrite put = new ConfigWrite.Put(KEY, VALUE, Condition.version(1));
        assertThat(overtaken(put, l -> l.setData(KEY.path(), "x"))).isFalse();
    }

    @Test
    void a_key_made_again_in_the_same_znode_version_is_another() {
        key();
        ConfigWrite put = new ConfigWrite.Put(KEY, VALUE, Condition.version(1));
        assertThat(overtaken(put, l -> {
                    l.delete(KEY.path());
                    l.create(KEY.path());
                }))
                .isFalse();
        assertThat(overtaken(new ConfigWrite.Put(KEY, VALUE, Condition.PRESENT), l -> l.delete(KEY.path())))
                .isFalse();
    }

    @Test
    void a_delete_takes_only_what_it_was_planned_on() {
        key();
        assertThat(overtaken(new ConfigWrite.Delete(KEY, Condition.version(1)), l -> l.setData(KEY.path(), "x")))
                .isFalse();
        assertThat(overtaken(new ConfigWrite.Delete(KEY, Condition.NONE), l -> l.create(KEY.path() + "/below")))
                .isFalse();
    }

    @Test
    void a_key_that_must_be_new_is_not_made_twice() {
        ConfigWrite put = new ConfigWrite.Put(KEY, VALUE, Condition.ABSENT);
        assertThat(overtaken(put, l -> key())).isFalse();
        leader.delete(KEY.path());
        assertThat(overtaken(put, l -> l.create(KEY.path()))).isFalse();
    }

    @Test
    void a_folder_that_got_a_value_is_no_new_key() {
        folder("/config/app/dir");
        ConfigKey dir = new ConfigKey("app", "dir");
        ConfigWrite put = new ConfigWrite.Put(dir, VALUE, Condition.ABSENT);
        assertThat(overtaken(put, l -> l.setData(dir.path(), "x"))).isFalse();
        // and once it has a history
        leader.submit(new Request.SetData(dir.path(), null, -1));
        assertThat(overtaken(put, l -> l.setData(dir.path(), "x"))).isFalse();
        leader.submit(new Request.SetData(dir.path(), null, -1));
        // deleted and made again as a key, at the znode version that the folder had
        assertThat(overtaken(put, l -> {
                    l.delete(dir.path());
                    l.create(dir.path());
                }))
                .isFalse();
        assertThat(done(new ConfigWrite.Put(dir, VALUE, Condition.PRESENT).plan(center())))
                .isTrue();
    }

    @Test
    void proving_that_a_folder_has_no_history_leaves_none_behind() {
        folder("/config/app/dir");
        ConfigKey dir = new ConfigKey("app", "dir");
        assertThat(done(new ConfigWrite.Put(dir, VALUE, Condition.ABSENT).plan(center())))
                .isTrue();
        assertThat(center().history(dir)).hasSize(1);
        assertThat(center().version(dir)).isEqualTo(1);
    }

    @Test
    void a_namespace_that_got_a_key_stays() {
        folder("/config/app/empty");
        assertThat(overtaken(new ConfigWrite.DeleteNamespace("app"), l -> l.create("/config/app/empty/key")))
                .isFalse();
        assertThatThrownBy(() -> new ConfigWrite.DeleteNamespace("app").plan(center()))
                .isInstanceOfSatisfying(
                        ConfigRefusal.class, e -> assertThat(e.why()).isEqualTo(Why.NAMESPACE_NOT_EMPTY));
    }

    @Test
    void new_keys_inherit_who_may_what() {
        List<Acl> acl = List.of(new Acl(Acl.READ, Id.ANYONE));
        leader.submit(Submission.ofServer(new Request.Create("/config/closed", null, acl, CreateMode.PERSISTENT)));
        ConfigKey key = new ConfigKey("closed", "a/b");
        assertThat(done(new ConfigWrite.Put(key, VALUE, Condition.NONE).plan(center())))
                .isTrue();
        assertThat(leader.tree().node(key.path()).acl()).isEqualTo(acl);
    }
}
