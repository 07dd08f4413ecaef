package io.latchkey.server.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.lock.Deadlock.Wait;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.EntryName;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.ZPath;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlockFinderTest {
    private static final long ANN = 1;
    private static final long BOB = 2;
    private static final long CAT = 3;
    private static final long DAN = 4;

    private final Followed locks = new Followed(ANN, BOB, CAT, DAN);

    private List<Deadlock> found() {
        return DeadlockFinder.find(
                locks.tree(), locks.tracker().waits(), locks.tracker().contended());
    }

    private Deadlock one() {
        List<Deadlock> found = found();
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    @Test
    void two_that_wait_for_each_other_are_named_with_what_they_hold_and_want() {
        String annHolds = locks.join(ANN, "a");
        String bobHolds = locks.join(BOB, "b");
        String annWaits = locks.join(ANN, "b");
        assertThat(found()).isEmpty();
        String bobWaits = locks.join(BOB, "a");
        Deadlock deadlock = one();
        assertThat(deadlock.waits()).extracting(Wait::session).containsExactly(ANN, BOB);
        assertThat(deadlock.waits()).extracting(Wait::lock).containsExactly("/locks/b", "/locks/a");
        assertThat(deadlock.waits())
                .extracting(Wait::entry)
                .containsExactly(ZPath.name(annWaits), ZPath.name(bobWaits));
        assertThat(deadlock.waits())
                .extracting(Wait::before)
                .containsExactly(
                        locks.tree().node(bobHolds).czxid(),
                        locks.tree().node(annHolds).czxid());
        assertThat(deadlock.youngest().session()).isEqualTo(BOB);
        assertThat(deadlock.describe())
                .isEqualTo("session 0x1 holds a and waits for b; session 0x2 holds b and waits for a");
        locks.delete(BOB, bobWaits);
        assertThat(found()).isEmpty();
    }

    @Test
    void three_in_a_circle_are_found_and_who_only_waits_is_not_part_of_it() {
        locks.join(ANN, "a");
        locks.join(BOB, "b");
        locks.join(CAT, "c");
        locks.join(DAN, "a");
        locks.join(ANN, "b");
        locks.join(BOB, "c");
        assertThat(found()).isEmpty();
        locks.join(CAT, "a");
        assertThat(one().waits()).extracting(Wait::session).containsExactly(ANN, BOB, CAT);
    }

    @Test
    void waiting_behind_one_who_waits_leads_to_the_holder() {
        locks.join(ANN, "a");
        locks.join(BOB, "b");
        locks.join(CAT, "a");
        locks.join(BOB, "a");
        locks.join(ANN, "b");
        assertThat(one().waits()).extracting(Wait::session).containsExactly(BOB, ANN);
    }

    @Test
    void a_reader_waits_for_the_writer_before_it_which_waits_for_readers() {
        locks.read(ANN, "a");
        locks.join(BOB, "b");
        locks.join(CAT, "a");
        locks.read(BOB, "a");
        assertThat(found()).isEmpty();
        locks.join(ANN, "b");
        Deadlock deadlock = one();
        assertThat(deadlock.waits()).extracting(Wait::session).containsExactly(CAT, ANN, BOB);
        assertThat(deadlock.describe()).contains("session 0x3 waits first for a and waits for a");
    }

    @Test
    void readers_that_hold_together_are_all_waited_for() {
        locks.read(ANN, "a");
        locks.read(BOB, "a");
        locks.join(CAT, "b");
        locks.join(CAT, "a");
        locks.join(BOB, "b");
        assertThat(one().waits()).extracting(Wait::session).containsExactly(CAT, BOB);
    }

    @Test
    void one_session_that_waits_for_itself_is_two_threads_one_after_the_other() {
        locks.join(ANN, "a");
        locks.join(ANN, "a");
        locks.join(ANN, "b");
        locks.join(ANN, "b");
        assertThat(found()).isEmpty();
    }

    @Test
    void a_circle_counts_when_it_was_seen_twice_and_once_only() {
        Deadlocks deadlocks = new Deadlocks();
        locks.join(ANN, "a");
        locks.join(BOB, "b");
        locks.join(ANN, "b");
        String last = locks.join(BOB, "a");
        assertThat(deadlocks.see(found())).isEmpty();
        assertThat(deadlocks.see(found())).hasSize(1);
        assertThat(deadlocks.see(found())).isEmpty();
        assertThat(deadlocks.state().now()).hasSize(1);
        assertThat(deadlocks.state().total()).isEqualTo(1);
        locks.delete(BOB, last);
        deadlocks.see(found());
        assertThat(deadlocks.state().now()).isEmpty();
        locks.join(BOB, "a");
        assertThat(deadlocks.see(found()))
                .as("another circle, of another entry")
                .isEmpty();
        assertThat(deadlocks.see(found())).hasSize(1);
        assertThat(deadlocks.state().total()).isEqualTo(2);
    }

    /** By brute force: from every entry that waits to those before it, and so on. */
    private static boolean hasCircle(DataTree tree, List<String> queues) {
        boolean[][] waitsFor = new boolean[7][7];
        for (String path : queues) {
            List<String> names = tree.queue(path).names();
            for (String name : names) {
                if (tree.queue(path).isGranted(name)) {
                    continue;
                }
                boolean shared = EntryName.parse(name).shared();
                String firstExclusive = names.stream()
                        .filter(each -> !EntryName.parse(each).shared())
                        .findFirst()
                        .orElse("");
                for (String other : names) {
                    if (shared ? other.equals(firstExclusive) : tree.queue(path).isGranted(other)) {
                        int from = (int) tree.node(path + "/" + name).owner();
                        int to = (int) tree.node(path + "/" + other).owner();
                        waitsFor[from][to] |= from != to;
                    }
                }
            }
        }
        for (int k = 0; k < 7; k++) {
            for (int i = 0; i < 7; i++) {
                for (int j = 0; j < 7; j++) {
                    waitsFor[i][j] |= waitsFor[i][k] && waitsFor[k][j];
                }
            }
        }
        boolean circle = false;
        for (int i = 0; i < 7; i++) {
            circle |= waitsFor[i][i];
        }
        return circle;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void it_finds_a_circle_if_and_only_if_there_is_one(long seed) {
        Random random = new Random(seed);
        Followed many = new Followed(1, 2, 3, 4, 5, 6);
        List<String> queues = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            many.submit(0, new Request.Create("/locks/l" + i, null, Acl.OPEN, CreateMode.PERSISTENT));
            queues.add("/locks/l" + i);
        }
        int circles = 0;
        int none = 0;
        for (int step = 0; step < 2_000; step++) {
            long session = 1 + random.nextInt(6);
            String lock = "l" + random.nextInt(12);
            List<String> own = new ArrayList<>(many.tree().ephemerals(session));
            if (!own.isEmpty() && random.nextInt(100) < 45 + own.size() * 4) {
                many.delete(session, own.get(random.nextInt(own.size())));
            } else if (random.nextInt(3) == 0) {
                many.read(session, lock);
            } else {
                many.join(session, lock);
            }
            List<Deadlock> found = DeadlockFinder.find(
                    many.tree(), many.tracker().waits(), many.tracker().contended());
            boolean circle = hasCircle(many.tree(), queues);
            assertThat(!found.isEmpty()).as("step %s: %s", step, found).isEqualTo(circle);
            circles += circle ? 1 : 0;
            none += circle ? 0 : 1;
            for (Deadlock deadlock : found) {
                checkSteps(many.tree(), deadlock);
            }
        }
        assertThat(circles).isGreaterThan(20);
        assertThat(none).isGreaterThan(20);
    }

    /** Every step is true: that session waits there, and the next stands before it there. */
    private static void checkSteps(DataTree tree, Deadlock deadlock) {
        int size = deadlock.waits().size();
        for (int i = 0; i < size; i++) {
            Wait wait = deadlock.waits().get(i);
            Wait next = deadlock.waits().get((i + 1) % size);
            assertThat(tree.queue(wait.lock()).isGranted(wait.entry())).isFalse();
            assertThat(tree.node(wait.lock() + "/" + wait.entry()).owner()).isEqualTo(wait.session());
            assertThat(tree.queue(wait.lock()).names()).anySatisfy(name -> {
                var node = tree.node(wait.lock() + "/" + name);
                assertThat(node.czxid()).isEqualTo(wait.before());
                assertThat(node.owner()).isEqualTo(next.session());
            });
        }
    }
}
