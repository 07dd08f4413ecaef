package io.latchkey.server.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.lock.LockInspection.Order;
import io.latchkey.server.lock.LockQueue.Kind;
import io.latchkey.server.lock.LockQueue.Mode;
import io.latchkey.server.lock.LockQueue.Place;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Leader;
import io.latchkey.zab.tree.Request;
import java.util.List;
import org.junit.jupiter.api.Test;

class LockInspectionTest {
    private final Leader leader = new Leader();

    private void node(String path) {
        leader.submit(new Request.Create(path, null, Acl.OPEN, CreateMode.PERSISTENT));
    }

    private List<LockQueue> queues() {
        return LockInspection.of(leader.tree(), Order.NAME, 100, 100).queues();
    }

    private LockQueue queue(String path, int places) {
        LockQueue queue = LockInspection.at(leader.tree(), path, places);
        assertThat(queue).isNotNull();
        return queue;
    }

    private static List<String> entries(List<Place> places) {
        return places.stream().map(Place::entry).toList();
    }

    @Test
    void an_empty_tree_has_no_locks() {
        assertThat(LockInspection.of(DataTree.empty(), Order.NAME, 10, 10))
                .isEqualTo(new LockInspection.Found(List.of(), 0, true));
        assertThat(LockInspection.at(DataTree.empty(), "/locks/a", 10)).isNull();
    }

    @Test
    void queues_are_in_the_order_of_granting_also_when_numbers_overflow() {
        node("/locks/a");
        for (String number : List.of("2147483646", "2147483647", "-2147483648", "-2147483647")) {
            node("/locks/a/x-lock-" + number);
        }
        LockQueue queue = queues().get(0);
        assertThat(queue.held()).isEqualTo(1);
        assertThat(queue.waiting()).isEqualTo(3);
        assertThat(entries(queue.holders())).containsExactly("x-lock-2147483646");
        assertThat(entries(queue.queue()))
                .containsExactly("x-lock-2147483647", "x-lock--2147483648", "x-lock--2147483647");
        assertThat(queue.holders().get(0).token())
                .isEqualTo(leader.stat("/locks/a/x-lock-2147483646").czxid());
    }

    @Test
    void readers_hold_together_and_wait_behind_a_writer() {
        node("/locks/a");
        for (String entry : List.of(
                "r-__READ__0000000001", "s-__READ__0000000002", "w-__WRIT__0000000003", "t-__READ__0000000004")) {
            node("/locks/a/" + entry);
        }
        LockQueue queue = queue("/locks/a", 10);
        assertThat(queue.held()).isEqualTo(2);
        assertThat(entries(queue.holders())).containsExactly("r-__READ__0000000001", "s-__READ__0000000002");
        assertThat(queue.queue()).extracting(Place::mode).containsExactly(Mode.WRITER, Mode.READER);
        assertThat(queue("/locks/a", 1).queue()).extracting(Place::mode).containsExactly(Mode.WRITER);
        leader.submit(new Request.Delete("/locks/a/r-__READ__0000000001", -1));
        leader.submit(new Request.Delete("/locks/a/s-__READ__0000000002", -1));
        assertThat(queue("/locks/a", 10).holders()).extracting(Place::mode).containsExactly(Mode.WRITER);
        assertThat(queue("/locks/a", 10).held()).isEqualTo(1);
    }

    @Test
    void what_is_no_queue_is_left_out() {
        node("/locks/notes");
        node("/locks/notes/readme");
        node("/locks/orders");
        node("/locks/orders/x-lock-12");
        assertThat(queues()).isEmpty();
    }

    @Test
    void locks_may_lie_below_locks_and_elections_and_others_are_told_apart() {
        node("/locks/a");
        node("/locks/a/x-lock-0000000001");
        node("/locks/a/b");
        node("/locks/a/b/x-lock-0000000001");
        node("/elections");
        node("/elections/a");
        node("/elections/a/x-lock-0000000001");
        node("/app");
        node("/app/x-lock-0000000001");
        assertThat(queues())
                .extracting(queue -> queue.kind() + " " + queue.name())
                .containsExactly(Kind.LOCK + " a", Kind.LOCK + " a/b", Kind.ELECTION + " a", Kind.OTHER + " /app");
    }

    @Test
    void long_lists_are_cut_and_say_so() {
        for (int i = 0; i < 5; i++) {
            node("/locks/l" + i);
            for (int j = 0; j <= i; j++) {
                node("/locks/l" + i + "/x-lock-000000000" + j);
            }
        }
        LockInspection.Found byName = LockInspection.of(leader.tree(), Order.NAME, 3, 2);
        assertThat(byName.total()).isEqualTo(5);
        assertThat(byName.queues()).extracting(LockQueue::name).containsExactly("l0", "l1", "l2");
        LockInspection.Found byWaiting = LockInspection.of(leader.tree(), Order.WAITING, 2, 2);
        assertThat(byWaiting.queues()).extracting(LockQueue::name).containsExactly("l4", "l3");
        assertThat(byWaiting.queues().get(0).queue()).hasSize(2);
        assertThat(byWaiting.queues().get(0).waiting()).isEqualTo(4);
    }
}
