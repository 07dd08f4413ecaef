package io.latchkey.server.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.lock.LockFigures.End;
import io.latchkey.server.lock.LockFigures.Top;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.Request;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LockTrackerTest {
    private static final long ANN = 1;
    private static final long BOB = 2;
    private static final long CAT = 3;

    private final Followed locks = new Followed(ANN, BOB, CAT);

    private long ended(End end) {
        return locks.figures().ended().get(end);
    }

    @Test
    void waits_and_holds_are_timed_by_the_leaders_clock() {
        String first = locks.join(ANN, "a");
        String second = locks.join(BOB, "a");
        locks.idle(40);
        assertThat(locks.grantedMs(second)).as("waits").isNull();
        assertThat(locks.grantedMs(first))
                .isEqualTo(locks.tree().node(first).stat().ctime());
        locks.delete(ANN, first);
        assertThat(locks.figures().atOnce()).isEqualTo(1);
        assertThat(locks.figures().afterWait()).isEqualTo(1);
        assertThat(locks.figures().waits().sumSeconds()).isEqualTo(0.041);
        assertThat(locks.figures().holds().sumSeconds()).isEqualTo(0.042);
        locks.idle(10);
        assertThat(locks.grantedMs(second))
                .as("granted when the first went")
                .isEqualTo(locks.tree().node(second).stat().ctime() + 41);
        locks.delete(BOB, second);
        assertThat(locks.figures().holds().sumSeconds()).isEqualTo(0.053);
        assertThat(locks.figures().holds().count()).isEqualTo(2);
        assertThat(locks.figures().inUse()).isZero();
    }

    @Test
    void it_is_told_how_holds_ended() {
        locks.delete(ANN, locks.join(ANN, "a"));
        assertThat(ended(End.RELEASED)).isEqualTo(1);
        locks.delete(BOB, locks.join(ANN, "a"));
        assertThat(ended(End.REMOVED)).isEqualTo(1);
        locks.join(BOB, "a");
        locks.join(BOB, "b");
        locks.expire(BOB);
        assertThat(ended(End.SESSION_EXPIRED)).isEqualTo(2);
        locks.join(CAT, "a");
        locks.submit(CAT, new Request.CloseSession(CAT));
        assertThat(ended(End.SESSION_CLOSED)).isEqualTo(1);
        assertThat(ended(End.RELEASED)).isEqualTo(1);
        assertThat(locks.figures().withdrawn()).isZero();
    }

    @Test
    void who_gives_up_waiting_has_not_lost_a_lock() {
        locks.join(ANN, "a");
        locks.delete(BOB, locks.join(BOB, "a"));
        assertThat(locks.figures().withdrawn()).isEqualTo(1);
        assertThat(ended(End.RELEASED)).isZero();
        assertThat(locks.figures().waiting()).isZero();
        assertThat(locks.figures().held()).isEqualTo(1);
    }

    @Test
    void the_most_wanted_locks_come_first_and_no_others_are_named() {
        for (String lock : List.of("a", "b", "b", "b", "c", "c")) {
            locks.join(ANN, lock);
        }
        assertThat(locks.figures().top()).containsExactly(new Top("/locks/b", 2), new Top("/locks/c", 1));
        assertThat(locks.figures().contended()).isEqualTo(2);
        for (int i = 0; i < 20; i++) {
            locks.submit(0, new Request.Create("/locks/l" + i, null, Acl.OPEN, CreateMode.PERSISTENT));
            locks.join(ANN, "l" + i);
            locks.join(ANN, "l" + i);
        }
        assertThat(locks.figures().top()).hasSize(10);
    }

    @Test
    void a_hold_that_began_before_it_was_watched_has_no_known_begin() {
        String entry = locks.join(ANN, "a");
        locks.tracker().reset(locks.tree());
        assertThat(locks.grantedMs(entry)).isNull();
        locks.delete(ANN, entry);
        assertThat(ended(End.RELEASED)).isEqualTo(1);
        assertThat(locks.figures().holds().count()).isZero();
    }

    @Test
    void who_enters_by_hand_before_the_holder_takes_its_place() {
        String holder = locks.join(ANN, "a");
        locks.delete(ANN, holder);
        holder = locks.join(ANN, "a");
        String entry = "/locks/a/x-lock-0000000000";
        locks.submit(BOB, new Request.Create(entry, null, Acl.OPEN, CreateMode.EPHEMERAL));
        assertThat(locks.figures().held()).isEqualTo(1);
        assertThat(locks.figures().waiting()).isEqualTo(1);
        assertThat(locks.tracker().waits().of(ANN)).containsKey(holder);
        locks.delete(BOB, entry);
        assertThat(locks.figures().waiting()).isZero();
        assertThat(locks.tracker().waits().of(ANN)).isEmpty();
    }

    /** Whatever happens, following the changes leads to where a look at the whole tree leads. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void following_is_as_good_as_looking_at_everything(long seed) {
        Random random = new Random(seed);
        Set<Long> gone = new HashSet<>();
        for (int step = 0; step < 600 && gone.size() < 3; step++) {
            long session = 1 + random.nextInt(3);
            if (gone.contains(session)) {
                continue;
            }
            String lock = List.of("a", "b", "c").get(random.nextInt(3));
            int dice = random.nextInt(200);
            List<String> own = new ArrayList<>(locks.tree().ephemerals(session));
            if (dice == 0) {
                locks.expire(session);
                gone.add(session);
            } else if (dice < 90 && !own.isEmpty()) {
                locks.delete(1 + random.nextInt(3), own.get(random.nextInt(own.size())));
            } else if (dice < 140) {
                locks.read(session, lock);
            } else {
                locks.join(session, lock);
            }
            LockFigures followed = locks.figures();
            LockFigures afresh = locks.afresh();
            assertThat(followed.held()).as("step %s", step).isEqualTo(afresh.held());
            assertThat(followed.waiting()).isEqualTo(afresh.waiting());
            assertThat(followed.inUse()).isEqualTo(afresh.inUse());
            assertThat(followed.top()).isEqualTo(afresh.top());
            LockTracker fresh = new LockTracker();
            fresh.reset(locks.tree());
            for (long each : new long[] {ANN, BOB, CAT}) {
                assertThat(locks.tracker().waits().of(each))
                        .isEqualTo(fresh.waits().of(each));
            }
        }
        LockFigures end = locks.figures();
        long ended = end.ended().values().stream().mapToLong(n -> n).sum();
        assertThat(end.atOnce() + end.afterWait()).isEqualTo(end.held() + ended);
    }
}
