package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which error a path gets: wire.md 2, items 23 and 24. */
class PreparerPathTest {
    private final Leader leader = new Leader();

    @BeforeEach
    void nodes() {
        leader.create("/t");
        leader.create("/v");
        leader.setData("/v", "1");
    }

    @ParameterizedTest
    @CsvSource({
        "'', BAD_ARGUMENTS",
        "a, BAD_ARGUMENTS",
        "a/b, NO_NODE",
        "/, NODE_EXISTS",
        "/t, NODE_EXISTS",
        "//, BAD_ARGUMENTS",
        "//x, BAD_ARGUMENTS",
        "/t/, BAD_ARGUMENTS",
        "/a/t/, NO_NODE",
        "/t//x, NO_NODE",
        "/t/., BAD_ARGUMENTS",
        "/t/.., BAD_ARGUMENTS",
        "/./x, NO_NODE",
        "/../x, NO_NODE",
        "/zookeeper, NODE_EXISTS",
        "/none/x, NO_NODE",
    })
    void create_answers(String path, ErrorCode expected) {
        assertThat(leader.create(path)).isEqualTo(new Result.Failed(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/t/\0", "/t/\u0001", "/t/\u001f", "/t/\u007f", "/t/\ufff0", "/t/\ud800"})
    void create_refuses_control_and_other_characters(String path) {
        assertThat(leader.create(path)).isEqualTo(new Result.Failed(ErrorCode.BAD_ARGUMENTS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/...", "/t/中文", "/t/ ", "/t/a.b"})
    void create_takes_dots_and_unicode(String path) {
        assertThat(leader.create(path)).isInstanceOf(Result.Created.class);
        assertThat(leader.tree().node(path)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "'', BAD_ARGUMENTS",
        "/, BAD_ARGUMENTS",
        "/zookeeper, BAD_ARGUMENTS",
        "/zookeeper/quota, BAD_ARGUMENTS",
        "/zookeeper/config, BAD_ARGUMENTS",
        "a, BAD_ARGUMENTS",
        "/none, NO_NODE",
        "/none/x, NO_NODE",
        "/t/, NO_NODE",
        "//, NO_NODE",
    })
    void delete_answers(String path, ErrorCode expected) {
        assertThat(leader.delete(path)).isEqualTo(new Result.Failed(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "'', BAD_ARGUMENTS",
        "t, BAD_ARGUMENTS",
        "/t/, BAD_ARGUMENTS",
        "/none/../x, BAD_ARGUMENTS",
        "/none, NO_NODE",
    })
    void set_data_set_acl_and_check_answer(String path, ErrorCode expected) {
        Result failed = new Result.Failed(expected);
        assertThat(leader.setData(path, "")).isEqualTo(failed);
        assertThat(leader.submit(new Request.SetAcl(path, Acl.OPEN, -1))).isEqualTo(failed);
        assertThat(leader.submit(new Request.Check(path, -1))).isEqualTo(failed);
    }

    @Test
    void the_longest_path_is_accepted_and_a_longer_one_is_not() {
        String longest = "/" + "n".repeat(ZPath.LENGTH_MAX - 1);
        assertThat(leader.create(longest)).isInstanceOf(Result.Created.class);
        assertThat(leader.create(longest + "n")).isEqualTo(new Result.Failed(ErrorCode.BAD_ARGUMENTS));
        assertThat(leader.submit(
                        new Request.Create(longest.substring(5), null, Acl.OPEN, CreateMode.PERSISTENT_SEQUENTIAL)))
                .isEqualTo(new Result.Failed(ErrorCode.BAD_ARGUMENTS));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "-1, true", "-2, false", "0, false", "2, false"})
    void minus_one_matches_any_version_and_minus_two_none(int version, boolean matches) {
        Result check = leader.submit(new Request.Check("/v", version));
        Result set = leader.submit(new Request.SetData("/v", null, version));
        Leader other = new Leader();
        other.create("/v");
        other.setData("/v", "1");
        Result delete = other.submit(new Request.Delete("/v", version));
        if (matches) {
            assertThat(List.of(check, delete)).containsOnly(new Result.Done());
            assertThat(set).isInstanceOf(Result.Updated.class);
        } else {
            assertThat(List.of(check, set, delete)).containsOnly(new Result.Failed(ErrorCode.BAD_VERSION));
        }
    }

    @Test
    void the_version_of_set_acl_is_the_acls_own() {
        assertThat(leader.submit(new Request.SetAcl("/v", Acl.OPEN, 1)))
                .isEqualTo(new Result.Failed(ErrorCode.BAD_VERSION));
        assertThat(leader.submit(new Request.SetAcl("/v", Acl.OPEN, 0))).isInstanceOf(Result.Updated.class);
        assertThat(leader.stat("/v").aversion()).isEqualTo(1);
        assertThat(leader.stat("/v").version()).isEqualTo(1);
    }

    @Test
    void a_node_with_children_is_not_deleted() {
        leader.create("/t/x");
        assertThat(leader.delete("/t")).isEqualTo(new Result.Failed(ErrorCode.NOT_EMPTY));
        leader.delete("/t/x");
        assertThat(leader.delete("/t")).isEqualTo(new Result.Done());
        assertThat(leader.tree().node("/t")).isNull();
    }

    @Test
    void an_ephemeral_has_no_children() {
        leader.open(5).create("/e", CreateMode.EPHEMERAL);
        assertThat(leader.create("/e/x")).isEqualTo(new Result.Failed(ErrorCode.NO_CHILDREN_FOR_EPHEMERALS));
    }

    @Test
    void an_ephemeral_needs_a_session() {
        assertThat(leader.create("/e", CreateMode.EPHEMERAL)).isEqualTo(new Result.Failed(ErrorCode.BAD_ARGUMENTS));
    }

    @Test
    void the_tree_starts_with_the_system_nodes_and_the_first_sequence_is_zero() {
        Leader fresh = new Leader();
        assertThat(fresh.tree().node("/").childNames())
                .containsExactlyInAnyOrder("zookeeper", "config", "latchkey", "locks");
        assertThat(fresh.tree().node("/zookeeper").childNames()).containsExactlyInAnyOrder("quota", "config");
        assertThat(fresh.tree().node("/latchkey").childNames()).containsExactly("history");
        assertThat(fresh.tree().nodeCount()).isEqualTo(8);
        assertThat(fresh.tree().node("")).isSameAs(fresh.tree().node("/"));
        fresh.create("/s", CreateMode.PERSISTENT_SEQUENTIAL);
        assertThat(fresh.tree().node("/s0000000000")).isNotNull();
    }

    @Test
    void reads_are_exact() {
        assertThat(leader.tree().node("/t")).isNotNull();
        assertThat(leader.tree().node("t")).isNull();
        assertThat(leader.tree().node("x")).isNull();
        assertThat(leader.tree().node("/t/")).isNull();
        assertThat(leader.tree().node("//t")).isNull();
        assertThat(leader.tree().node("/none/deeper/still")).isNull();
    }
}
