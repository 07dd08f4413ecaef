package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A place in a queue, or in several, by one transaction. */
class PreparerAcquireTest {
    private static final String MINE = "_c_11111111-1111-1111-1111-111111111111-";
    private static final String OTHER = "_c_22222222-2222-2222-2222-222222222222-";

    private final Leader leader = new Leader();

    @BeforeEach
    void open() {
        leader.open(8).open(9);
    }

    private static Request.Claim claim(String queue, String prefix) {
        return new Request.Claim(queue, 2, prefix, Leader.bytes("me"));
    }

    private static Request.Acquire acquire(boolean onlyIfFree, boolean retried, Request.Claim... claims) {
        return new Request.Acquire(List.of(claims), Acl.OPEN, onlyIfFree, retried);
    }

    private Result acquire(Request.Claim... claims) {
        return leader.submit(acquire(false, false, claims));
    }

    private Result again(Request.Claim... claims) {
        return leader.submit(acquire(false, true, claims));
    }

    private static List<String> made(Result result) {
        List<String> paths = new ArrayList<>();
        assertThat(result).isInstanceOf(Result.Multi.class);
        for (Result op : ((Result.Multi) result).ops()) {
            paths.add(((Result.Created) op).path());
        }
        return paths;
    }

    private void assertFails(Result result, ErrorCode why) {
        assertThat(result).isEqualTo(new Result.Failed(why));
        assertThat(leader.changes()).isEmpty();
    }

    @Test
    void missing_containers_and_then_the_entry_are_made_in_one_transaction() {
        assertThat(made(acquire(claim("/locks/orders/42", MINE + "lock-"))))
                .containsExactly("/locks/orders", "/locks/orders/42", "/locks/orders/42/" + MINE + "lock-0000000000");
        long zxid = leader.tree().zxid();
        assertThat(leader.tree().node("/locks/orders/42").kind()).isEqualTo(NodeKind.CONTAINER);
        ZNode entry = leader.tree().node("/locks/orders/42/" + MINE + "lock-0000000000");
        assertThat(entry.owner()).isEqualTo(9);
        assertThat(entry.data()).isEqualTo(Leader.bytes("me"));
        assertThat(entry.czxid()).isEqualTo(zxid);
        assertThat(made(acquire(claim("/locks/orders/42", OTHER + "lock-"))))
                .containsExactly("/locks/orders/42/" + OTHER + "lock-0000000001");
        assertThat(leader.tree().zxid()).isEqualTo(zxid + 1);
    }

    @Test
    void several_claims_are_granted_together_or_not_at_all() {
        assertThat(made(acquire(claim("/locks/x/a", MINE + "lock-"), claim("/locks/x/b", MINE + "__READ__"))))
                .containsExactly(
                        "/locks/x",
                        "/locks/x/a",
                        "/locks/x/b",
                        "/locks/x/a/" + MINE + "lock-0000000000",
                        "/locks/x/b/" + MINE + "__READ__0000000000");
        assertFails(
                acquire(claim("/locks/c", OTHER + "lock-"), new Request.Claim("/locks/none", 0, OTHER + "lock-", null)),
                ErrorCode.NO_NODE);
        assertThat(leader.tree().node("/locks/c")).isNull();
    }

    @Test
    void only_if_free_fails_while_one_of_them_is_held() {
        leader.in(8);
        made(acquire(claim("/locks/a", OTHER + "lock-")));
        made(acquire(claim("/locks/b", OTHER + "__READ__")));
        leader.in(9);
        assertFails(
                leader.submit(
                        acquire(true, false, claim("/locks/new", MINE + "lock-"), claim("/locks/a", MINE + "lock-"))),
                ErrorCode.NOT_EMPTY);
        assertThat(leader.tree().node("/locks/new")).isNull();
        assertFails(leader.submit(acquire(true, false, claim("/locks/b", MINE + "__WRIT__"))), ErrorCode.NOT_EMPTY);
        made(leader.submit(acquire(true, false, claim("/locks/b", MINE + "__READ__"))));
        made(leader.submit(acquire(true, false, claim("/locks/new", MINE + "lock-"))));
        // the answer to that was lost, so it comes again, and it is its own holder that it meets
        assertThat(leader.submit(acquire(true, true, claim("/locks/new", MINE + "lock-"))))
                .isEqualTo(new Result.Done());
    }

    @Test
    void one_that_comes_again_has_its_effect_once() {
        Request.Claim a = claim("/locks/a", MINE + "lock-");
        Request.Claim b = claim("/locks/b", MINE + "lock-");
        made(again(a, b));
        assertThat(again(a, b)).isEqualTo(new Result.Done());
        assertThat(leader.changes()).isEmpty();
        assertThat(leader.txn()).isEqualTo(new Txn.Noop());
        leader.delete("/locks/a/" + MINE + "lock-0000000000");
        assertThat(again(a, b)).as("what was taken away is not taken again").isEqualTo(new Result.Done());
        assertThat(leader.tree().queue("/locks/a").size()).isZero();
    }

    @Test
    void an_entry_of_another_session_of_the_same_client_is_not_its_own() {
        Request.Claim claim = claim("/locks/a", MINE + "lock-");
        leader.in(8);
        made(acquire(claim));
        leader.in(9);
        assertThat(claim.findEntry(leader.tree(), 9)).isNull();
        assertThat(made(again(claim))).containsExactly("/locks/a/" + MINE + "lock-0000000001");
        assertThat(claim.findEntry(leader.tree(), 8)).isEqualTo(MINE + "lock-0000000000");
        assertThat(claim.findEntry(leader.tree(), 9)).isEqualTo(MINE + "lock-0000000001");
        assertThat(again(claim)).isEqualTo(new Result.Done());
    }

    @Test
    void what_nobody_could_do_is_refused() {
        Request.Claim good = claim("/locks/a", MINE + "lock-");
        assertFails(acquire(), ErrorCode.BAD_ARGUMENTS);
        assertFails(acquire(good, claim("/locks/a", OTHER + "lock-")), ErrorCode.BAD_ARGUMENTS);
        for (String prefix : List.of("", "lock-", MINE, MINE + "lease-", "_c_a/b-lock-", MINE + "lock-1")) {
            assertFails(acquire(claim("/locks/a", prefix)), ErrorCode.BAD_ARGUMENTS);
        }
        for (String queue : List.of("/locks/", "/locks//a", "/locks/../a", "/" + "x".repeat(ZPath.LENGTH_MAX))) {
            assertFails(acquire(claim(queue, MINE + "lock-")), ErrorCode.BAD_ARGUMENTS);
        }
        assertFails(acquire(claim("locks/a", MINE + "lock-")), ErrorCode.BAD_ARGUMENTS);
        assertFails(acquire(new Request.Claim("/locks/a", -1, MINE + "lock-", null)), ErrorCode.BAD_ARGUMENTS);
        assertFails(
                acquire(new Request.Claim("/locks/a", Acquisition.CONTAINERS_MAX + 1, MINE + "lock-", null)),
                ErrorCode.BAD_ARGUMENTS);
        assertFails(acquire(new Request.Claim("/a/b/c", 2, MINE + "lock-", null)), ErrorCode.NO_NODE);
        Request.Claim[] many = new Request.Claim[Acquisition.CLAIMS_MAX + 1];
        for (int i = 0; i < many.length; i++) {
            many[i] = claim("/locks/" + i, MINE + "lock-");
        }
        assertFails(acquire(many), ErrorCode.BAD_ARGUMENTS);
        assertFails(leader.in(0).submit(acquire(false, false, good)), ErrorCode.BAD_ARGUMENTS);
        assertFails(leader.in(77).submit(acquire(false, false, good)), ErrorCode.SESSION_EXPIRED);
    }

    @Test
    void it_needs_the_permission_to_create() {
        leader.submit(new Request.Create("/mine", null, List.of(new Acl(Acl.READ, Id.ANYONE)), CreateMode.PERSISTENT));
        assertFails(acquire(claim("/mine/a", MINE + "lock-")), ErrorCode.NO_AUTH);
        assertFails(
                leader.submit(new Request.Acquire(List.of(claim("/locks/a", MINE + "lock-")), List.of(), false, false)),
                ErrorCode.INVALID_ACL);
        assertFails(acquire(claim("/latchkey/a", MINE + "lock-")), ErrorCode.NO_AUTH);
    }
}
