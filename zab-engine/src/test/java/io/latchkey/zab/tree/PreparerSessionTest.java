package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Sessions as part of the replicated state: wire.md 2, items 3, 6 and 7. */
class PreparerSessionTest {
    private static final Result EXPIRED = new Result.Failed(ErrorCode.SESSION_EXPIRED);

    private final Leader leader = new Leader();

    @BeforeEach
    void open() {
        leader.open(5);
    }

    private static Submission server(Request request) {
        return Submission.ofServer(request);
    }

    private Result attach(long id, byte[] password) {
        return leader.submit(server(new Request.AttachSession(id, password)));
    }

    private Submission late(long attachment, Request request) {
        return new Submission(5, attachment, Leader.NOBODY, null, request);
    }

    @Test
    void an_opened_session_is_attached_by_its_own_transaction() {
        Session session = leader.tree().session(5);
        assertThat(session).isNotNull();
        assertThat(session.attachment()).isEqualTo(leader.tree().zxid());
        assertThat(session.timeoutMs()).isEqualTo(4_000);
        assertThat(session.password()).isEqualTo(Leader.password(5));
        assertThat(leader.tree().sessions()).containsExactly(session);
        assertThat(leader.changes()).hasSize(1).first().isInstanceOf(Change.SessionOpened.class);
    }

    @Test
    void an_id_that_exists_is_not_opened_again() {
        assertThat(leader.submit(server(new Request.OpenSession(5, new byte[16], 9_000))))
                .isEqualTo(new Result.Failed(ErrorCode.SYSTEM_ERROR));
        assertThat(leader.tree().session(5).timeoutMs()).isEqualTo(4_000);
    }

    @Test
    void a_session_has_an_id_a_timeout_and_a_whole_password() {
        Result bad = new Result.Failed(ErrorCode.BAD_ARGUMENTS);
        assertThat(leader.submit(server(new Request.OpenSession(0, new byte[16], 9_000))))
                .isEqualTo(bad);
        assertThat(leader.submit(server(new Request.OpenSession(6, new byte[16], 0))))
                .isEqualTo(bad);
        assertThat(leader.submit(server(new Request.OpenSession(6, new byte[15], 9_000))))
                .isEqualTo(bad);
    }

    @Test
    void who_knows_the_password_attaches_and_the_older_connection_is_out() {
        leader.create("/e", CreateMode.EPHEMERAL);
        long old = leader.tree().session(5).attachment();
        Result.Attached attached = (Result.Attached) attach(5, Leader.password(5));
        assertThat(attached.session().attachment()).isEqualTo(leader.tree().zxid());
        assertThat(leader.changes()).hasSize(1).first().isInstanceOf(Change.SessionAttached.class);
        assertThat(leader.tree().ephemerals(5)).containsExactly("/e");
        Result moved = new Result.Failed(ErrorCode.SESSION_MOVED);
        assertThat(leader.submit(late(old, new Request.Sync()))).isEqualTo(moved);
        assertThat(leader.submit(late(old, new Request.CloseSession(5)))).isEqualTo(moved);
        assertThat(leader.create("/later", CreateMode.EPHEMERAL)).isInstanceOf(Result.Created.class);
    }

    @Test
    void a_wrong_password_does_not_attach_and_does_no_harm() {
        Session before = leader.tree().session(5);
        byte[] nearly = Leader.password(5);
        nearly[15] ^= 1;
        assertThat(attach(5, nearly)).isEqualTo(EXPIRED);
        assertThat(attach(5, new byte[0])).isEqualTo(EXPIRED);
        assertThat(attach(5, new byte[17])).isEqualTo(EXPIRED);
        assertThat(attach(6, Leader.password(5))).isEqualTo(EXPIRED);
        assertThat(leader.tree().session(5)).isSameAs(before);
    }

    @Test
    void a_session_goes_with_all_its_ephemerals_in_one_transaction() {
        leader.create("/b", CreateMode.EPHEMERAL);
        leader.create("/a");
        leader.create("/a/e", CreateMode.EPHEMERAL);
        leader.create("/stays");
        assertThat(leader.submit(new Request.CloseSession(5))).isEqualTo(new Result.Done());
        assertThat(leader.txn()).isEqualTo(new Txn.CloseSession(5, List.of("/a/e", "/b"), false));
        assertThat(leader.changes()).hasSize(3).last().isEqualTo(new Change.SessionClosed(5, false));
        assertThat(leader.tree().session(5)).isNull();
        assertThat(leader.tree().ephemerals(5)).isEmpty();
        assertThat(leader.tree().ephemeralCount()).isZero();
        assertThat(leader.tree().node("/a/e")).isNull();
        assertThat(leader.tree().node("/stays")).isNotNull();
        assertThat(leader.stat("/a").pzxid()).isEqualTo(leader.tree().zxid());
    }

    @Test
    void what_is_queued_behind_the_end_of_its_session_fails() {
        long attachment = leader.tree().session(5).attachment();
        leader.submit(new Request.CloseSession(5));
        Request create = new Request.Create("/e", null, Acl.OPEN, CreateMode.EPHEMERAL);
        assertThat(leader.submit(late(attachment, create))).isEqualTo(EXPIRED);
        assertThat(leader.submit(late(attachment, new Request.Sync()))).isEqualTo(EXPIRED);
        assertThat(attach(5, Leader.password(5))).isEqualTo(EXPIRED);
        assertThat(leader.tree().node("/e")).isNull();
    }

    @Test
    void the_leader_expires_a_session() {
        leader.create("/e", CreateMode.EPHEMERAL);
        assertThat(leader.submit(server(new Request.ExpireSession(5)))).isEqualTo(new Result.Done());
        assertThat(leader.changes()).last().isEqualTo(new Change.SessionClosed(5, true));
        assertThat(leader.tree().node("/e")).isNull();
        assertThat(leader.submit(server(new Request.ExpireSession(5)))).isEqualTo(EXPIRED);
        assertThat(leader.submit(server(new Request.CloseSession(5)))).isEqualTo(EXPIRED);
    }

    @Test
    void a_client_ends_its_own_session_only() {
        leader.open(6);
        Result bad = new Result.Failed(ErrorCode.BAD_ARGUMENTS);
        assertThat(leader.submit(new Request.CloseSession(5))).isEqualTo(bad);
        assertThat(leader.submit(new Request.ExpireSession(6))).isEqualTo(bad);
        assertThat(leader.tree().sessions()).hasSize(2);
    }

    @Test
    void opening_and_closing_leaves_no_trace_in_the_digest() {
        long before = leader.tree().digest();
        leader.open(6);
        assertThat(leader.tree().digest()).isNotEqualTo(before);
        leader.submit(new Request.CloseSession(6));
        assertThat(leader.tree().digest()).isEqualTo(before);
    }
}
