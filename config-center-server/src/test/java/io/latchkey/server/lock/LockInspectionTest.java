package io.latchkey.server.lock;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.server.lock.LockQueue.Kind;
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
        return LockInspection.of(leader.tree(), 100, 100).queues();
    }

    @Test
    void an_empty_tree_has_no_locks() {
        assertThat(LockInspection.of(DataTree.empty(), 10, 10)).isEqualTo(new LockInspection.Found(List.of(), true));
    }

    @Test
    void queues_are_in_the_order_of_granting_also_when_numbers_overflow() {
        node("/locks/a");
        for (String number : List.of("-2147483648", "2147483647", "2147483646", "-2147483647")) {
            node("/locks/a/x-lock-" + number);
        }
        LockQueue queue = queues().get(0);
        List<Long> order = queue.places().stream().map(Place::token).toList();
        assertThat(order)
                .containsExactly(czxid("2147483646"), czxid("2147483647"), czxid("-2147483648"), czxid("-2147483647"));
    }

    private long czxid(String number) {
        return leader.stat("/locks/a/x-lock-" + number).czxid();
    }

    @Test
    void what_is_no_queue_is_left_out() {
        node("/locks/notes");
        node("/locks/notes/readme");
        node("/locks/x-lock-0000000000");
        node("/locks/orders");
        node("/locks/orders/x-lock-12");
        assertThat(queues()).isEmpty();
    }

    @Test
    void locks_may_lie_below_locks_and_elections_are_told_apart() {
        node("/locks/a");
        node("/locks/a/x-lock-0000000001");
        node("/locks/a/b");
        node("/locks/a/b/x-lock-0000000001");
        node("/elections");
        node("/elections/a");
        node("/elections/a/x-lock-0000000001");
        assertThat(queues())
                .extracting(queue -> queue.kind() + " " + queue.name())
                .containsExactly(Kind.LOCK + " a", Kind.LOCK + " a/b", Kind.ELECTION + " a");
    }

    @Test
    void long_lists_are_cut_and_say_so() {
        for (int i = 0; i < 5; i++) {
            node("/locks/l" + i);
            for (int j = 0; j < 4; j++) {
                node("/locks/l" + i + "/x-lock-000000000" + j);
            }
        }
        LockInspection.Found found = LockInspection.of(leader.tree(), 3, 2);
        assertThat(found.complete()).isFalse();
        assertThat(found.queues()).hasSize(3).allSatisfy(queue -> {
            assertThat(queue.places()).hasSize(2);
            assertThat(queue.length()).isEqualTo(4);
        });
    }
}
