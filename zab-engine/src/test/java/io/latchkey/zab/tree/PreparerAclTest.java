package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may do what, and which lists are valid: wire.md 2, items 10 and 24. */
class PreparerAclTest {
    private static final Id ANN = new Id("digest", "ann:hash");
    private static final Id BOB = new Id("digest", "bob:hash");
    private static final Id ADDRESS = new Id("ip", "10.1.2.3");
    private static final Caller IS_ANN = new Caller(List.of(ADDRESS, ANN), false);
    private static final Caller IS_BOB = new Caller(List.of(ADDRESS, BOB), false);
    private static final Result NO_AUTH = new Result.Failed(ErrorCode.NO_AUTH);
    private static final Result INVALID = new Result.Failed(ErrorCode.INVALID_ACL);

    private final Leader leader = new Leader();

    private Result create(String path, Acl... acl) {
        return leader.submit(new Request.Create(path, null, List.of(acl), CreateMode.PERSISTENT));
    }

    /** A node /n that allows {@code perms} to Ann, with an open child /n/c. */
    private void node(int perms) {
        leader.as(Caller.SERVER);
        create("/n", new Acl(perms, ANN));
        leader.create("/n/c");
    }

    private static Stream<Arguments> ops() {
        return Stream.of(
                Arguments.of(new Request.Create("/n/x", null, Acl.OPEN, CreateMode.PERSISTENT), Acl.CREATE),
                Arguments.of(new Request.Delete("/n/c", -1), Acl.DELETE),
                Arguments.of(new Request.SetData("/n", null, -1), Acl.WRITE),
                Arguments.of(new Request.SetAcl("/n", Acl.OPEN, -1), Acl.ADMIN),
                Arguments.of(new Request.Check("/n", -1), Acl.READ));
    }

    @ParameterizedTest
    @MethodSource("ops")
    void an_op_needs_its_one_permission(Request op, int perm) {
        node(perm);
        assertThat(leader.as(IS_BOB).submit(op)).isEqualTo(NO_AUTH);
        assertThat(leader.as(Leader.NOBODY).submit(op)).isEqualTo(NO_AUTH);
        assertThat(leader.as(IS_ANN).submit(op)).isNotInstanceOf(Result.Failed.class);
    }

    @ParameterizedTest
    @MethodSource("ops")
    void all_other_permissions_do_not_help(Request op, int perm) {
        node(Acl.ALL & ~perm);
        assertThat(leader.as(IS_ANN).submit(op)).isEqualTo(NO_AUTH);
        assertThat(leader.as(Caller.SERVER).submit(op)).isNotInstanceOf(Result.Failed.class);
    }

    @Test
    void no_auth_hides_whether_a_node_to_create_exists() {
        node(Acl.READ);
        assertThat(leader.as(IS_ANN).create("/n/c")).isEqualTo(NO_AUTH);
        assertThat(leader.as(IS_ANN).delete("/n/none")).isEqualTo(NO_AUTH);
    }

    @Test
    void an_address_is_granted_by_its_range() {
        create("/n", new Acl(Acl.WRITE, new Id("ip", "10.0.0.0/8")));
        assertThat(leader.as(IS_ANN).setData("/n", "")).isInstanceOf(Result.Updated.class);
        Caller elsewhere = new Caller(List.of(new Id("ip", "11.1.2.3")), false);
        assertThat(leader.as(elsewhere).setData("/n", "")).isEqualTo(NO_AUTH);
    }

    @Test
    void an_id_of_another_scheme_with_the_same_name_is_not_granted() {
        create("/n", new Acl(Acl.ALL, ANN));
        Caller other = new Caller(List.of(new Id("ip", "ann:hash"), new Id("world", "ann:hash")), false);
        assertThat(leader.as(other).setData("/n", "")).isEqualTo(NO_AUTH);
    }

    private static Stream<List<Acl>> invalid() {
        return Stream.of(
                List.of(),
                List.of(new Acl(31, new Id("world", "someone"))),
                List.of(new Acl(31, new Id("nonsense", "x"))),
                List.of(new Acl(31, new Id("", ""))),
                List.of(new Acl(31, new Id("digest", "nocolon"))),
                List.of(new Acl(31, new Id("digest", "a:b:c"))),
                List.of(new Acl(31, new Id("digest", "a:"))),
                List.of(new Acl(31, new Id("ip", "10.1.2"))),
                List.of(new Acl(31, new Id("ip", "10.0.0.0/33"))),
                List.of(new Acl(31, Id.ANYONE), new Acl(31, new Id("world", "x"))),
                List.of(new Acl(31, new Id("auth", ""))));
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void an_invalid_list_is_refused(List<Acl> acl) {
        leader.create("/n");
        assertThat(leader.submit(new Request.Create("/x", null, acl, CreateMode.PERSISTENT)))
                .isEqualTo(INVALID);
        assertThat(leader.submit(new Request.SetAcl("/n", acl, -1))).isEqualTo(INVALID);
    }

    @Test
    void auth_without_proof_is_invalid_and_an_address_is_no_proof() {
        leader.as(new Caller(List.of(ADDRESS), false));
        assertThat(create("/n", new Acl(Acl.ALL, new Id("auth", "")))).isEqualTo(INVALID);
    }

    @Test
    void auth_stands_for_all_proved_ids_of_the_caller() {
        leader.as(new Caller(List.of(ADDRESS, ANN, BOB), false));
        create("/n", new Acl(Acl.READ, Id.ANYONE), new Acl(Acl.ALL, new Id("auth", "ignored")));
        assertThat(leader.tree().node("/n").acl())
                .containsExactly(new Acl(Acl.READ, Id.ANYONE), new Acl(Acl.ALL, ANN), new Acl(Acl.ALL, BOB));
    }

    @Test
    void duplicates_are_dropped_and_no_permission_at_all_is_allowed() {
        leader.as(IS_ANN);
        create("/n", new Acl(0, BOB), new Acl(Acl.ALL, ANN), new Acl(0, BOB), new Acl(Acl.ALL, new Id("auth", "")));
        assertThat(leader.tree().node("/n").acl()).containsExactly(new Acl(0, BOB), new Acl(Acl.ALL, ANN));
    }

    @Test
    void an_invalid_list_is_reported_before_a_missing_parent() {
        assertThat(create("/none/x")).isEqualTo(INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/latchkey", "/latchkey/history"})
    void the_servers_own_nodes_are_closed_to_clients_whatever_their_acl(String top) {
        leader.as(Caller.SERVER).submit(new Request.SetAcl(top, Acl.OPEN, -1));
        leader.create(top + "/x");
        leader.as(IS_ANN);
        assertThat(leader.create(top + "/y")).isEqualTo(NO_AUTH);
        assertThat(leader.delete(top + "/x")).isEqualTo(NO_AUTH);
        assertThat(leader.setData(top + "/x", "")).isEqualTo(NO_AUTH);
        assertThat(leader.setData(top, "")).isEqualTo(NO_AUTH);
        assertThat(leader.submit(new Request.SetAcl(top + "/x", Acl.OPEN, -1))).isEqualTo(NO_AUTH);
        assertThat(leader.submit(new Request.Check(top + "/x", -1))).isEqualTo(new Result.Done());
        assertThat(leader.multi(new Request.Delete(top + "/x", -1))).isEqualTo(new Result.Multi(List.of(NO_AUTH)));
        assertThat(leader.as(Caller.SERVER).delete(top + "/x")).isEqualTo(new Result.Done());
        assertThat(leader.delete(top)).isEqualTo(new Result.Failed(ErrorCode.BAD_ARGUMENTS));
    }

    @Test
    void a_name_that_only_starts_as_the_servers_own_is_free() {
        assertThat(leader.create("/latchkeys")).isInstanceOf(Result.Created.class);
        assertThat(leader.create("/latchkeys/x")).isInstanceOf(Result.Created.class);
    }

    @Test
    void the_membership_node_can_be_read_but_not_written() {
        assertThat(leader.setData("/zookeeper/config", "x")).isEqualTo(NO_AUTH);
        assertThat(leader.submit(new Request.Check("/zookeeper/config", -1))).isEqualTo(new Result.Done());
    }
}
