package io.latchkey.client.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The order of a queue, and names. */
class QueueTest {

    private static String node(int sequence) {
        return String.format("_c_00000000-0000-0000-0000-000000000000-lock-%010d", sequence);
    }

    @Test
    @Tag("trap-10")
    void trap_10_the_order_holds_when_the_servers_counter_overflows() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            expected.add(node(Integer.MAX_VALUE - 3 + i)); // overflows in the middle
        }
        assertThat(expected).contains(node(Integer.MAX_VALUE), node(Integer.MIN_VALUE));
        List<String> children = new ArrayList<>(expected);
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(children, new Random(seed));
            Queue queue = Queue.of(children);
            assertThat(queue.entries()).extracting(QueueEntry::node).containsExactlyElementsOf(expected);
            assertThat(queue.before(expected.get(0))).isNull();
            assertThat(queue.before(node(Integer.MIN_VALUE)))
                    .isEqualTo(new QueueEntry(node(Integer.MAX_VALUE), Integer.MAX_VALUE, false));
        }
    }

    @Test
    @Tag("trap-10")
    void the_order_holds_where_the_counters_digits_become_fewer() {
        Queue queue = Queue.of(List.of(node(-999_999_999), node(0), node(-1), node(-1_000_000_000)));
        assertThat(queue.entries())
                .extracting(QueueEntry::sequence)
                .containsExactly(-1_000_000_000, -999_999_999, -1, 0);
    }

    @Test
    void only_entries_are_in_the_queue() {
        Queue queue = Queue.of(List.of("lock-", "a-lock-1", node(7), "b-lock-99999999999", "x-lock-0000000003", "y"));
        assertThat(queue.entries()).extracting(QueueEntry::sequence).containsExactly(3, 7);
        assertThat(queue.placeOf("y")).isEqualTo(-1);
        assertThat(queue.first("_c_0")).isEqualTo(new QueueEntry(node(7), 7, false));
        assertThat(queue.first("_c_1")).isNull();
        assertThat(Queue.of(List.of()).isFree(EntryKind.WRITER)).isTrue();
    }

    @Test
    @Tag("trap-37")
    void trap_37_only_earlier_entries_block_and_readers_do_not_block_readers() {
        Queue queue = Queue.of(List.of(
                "c-__READ__0000000003",
                "e-__READ__0000000005",
                "d-__WRIT__0000000004",
                "a-__READ__0000000001",
                "b-__READ__0000000002",
                "f-lock-0000000006"));
        assertThat(queue.before("a-__READ__0000000001")).isNull();
        assertThat(queue.before("c-__READ__0000000003")).isNull();
        assertThat(queue.before("d-__WRIT__0000000004").node()).isEqualTo("c-__READ__0000000003");
        assertThat(queue.before("e-__READ__0000000005").node()).isEqualTo("d-__WRIT__0000000004");
        assertThat(queue.before("f-lock-0000000006").node()).isEqualTo("e-__READ__0000000005");
        assertThat(queue.holders()).hasSize(3);
        assertThat(queue.isFree(EntryKind.READER)).isFalse();
        assertThat(Queue.of(List.of("a-__READ__0000000001")).isFree(EntryKind.READER))
                .isTrue();
        assertThat(Queue.of(List.of("a-__READ__0000000001")).isFree(EntryKind.LOCK))
                .isFalse();
    }

    @Test
    void a_writer_stands_before_the_reader_that_takes_its_place() {
        Queue queue = Queue.of(List.of("a-__READ__0000000001", "b-__WRIT__0000000001"));
        assertThat(queue.entries()).extracting(QueueEntry::shared).containsExactly(false, true);
        assertThat(Downgrade.readerPath("/locks/__WRIT__/_c_1-__WRIT__-2147483648"))
                .isEqualTo("/locks/__WRIT__/_c_1-__READ__-2147483648");
    }

    @Test
    void a_name_may_have_levels() {
        QueuePath path = new QueuePath("/a/locks", "orders/42");
        assertThat(path.path()).isEqualTo("/a/locks/orders/42");
        assertThat(path.fixedParents()).containsExactly("/a", "/a/locks");
        assertThat(path.containers()).containsExactly("/a/locks/orders", "/a/locks/orders/42");
    }

    @Test
    void names_that_no_server_takes_are_refused() {
        for (String name : List.of("", "/a", "a/", "a//b", "..", "a/./b", "a\u0000", "x".repeat(513), node(1))) {
            assertThatThrownBy(() -> new QueuePath("/locks", name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
