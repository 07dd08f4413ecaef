package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.testing.Bench;
import io.latchkey.client.testing.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members that come, change and go, and what others see of them. */
class GroupTest {
    private static final Duration SESSION = Duration.ofSeconds(4);

    @TempDir
    Path dir;

    private Bench bench;

    /** Other servers are tried by the same tests. */
    Bench bench(Path home) {
        return new Bench(home);
    }

    @BeforeEach
    void start() {
        bench = bench(dir);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, String> seen(GroupView view) {
        return view.snapshot().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> new String(each.getValue(), StandardCharsets.UTF_8)));
    }

    /** Writes down what it hears. */
    private static final class Diary implements GroupListener {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

        @Override
        public void onAdded(String id, byte[] data) {
            lines.add("added " + new String(data, StandardCharsets.UTF_8));
        }

        @Override
        public void onUpdated(String id, byte[] data) {
            lines.add("updated " + new String(data, StandardCharsets.UTF_8));
        }

        @Override
        public void onRemoved(String id) {
            lines.add("removed");
        }

        String next() throws InterruptedException {
            return String.valueOf(lines.poll(20, TimeUnit.SECONDS));
        }
    }

    @Test
    void members_come_change_and_go() throws Exception {
        LockClient watching = bench.direct();
        Diary diary = new Diary();
        GroupView view = watching.group("web/eu").members(diary, ForkJoinPool.commonPool());
        get(view.ready());
        assertThat(view.snapshot()).isEmpty();
        Membership first = bench.direct().group("web/eu").join(bytes("a"));
        assertThat(first.state()).isEqualTo(Membership.State.JOINED);
        assertThat(diary.next()).isEqualTo("added a");
        get(first.setData(bytes("b")));
        assertThat(diary.next()).isEqualTo("updated b");
        LockClient leaving = bench.direct();
        leaving.group("web/eu").join(bytes("c"));
        assertThat(diary.next()).isEqualTo("added c");
        leaving.close();
        assertThat(diary.next()).isEqualTo("removed");
        assertThat(seen(view)).isEqualTo(Map.of(first.id(), "b"));
        get(first.leave());
        assertThat(first.state()).isEqualTo(Membership.State.LEFT);
        assertThat(diary.next()).isEqualTo("removed");
        assertThatThrownBy(() -> get(first.setData(bytes("d")))).hasCauseInstanceOf(LatchkeyException.class);
        view.close();
        until("no watch is left", () -> watching.core().session().watchCount() == 0);
        assertThatThrownBy(() -> watching.group("x").join(new byte[1_000_001]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> watching.group("")).isInstanceOf(IllegalArgumentException.class);
        assertThat(diary.lines).isEmpty();
    }

    @Test
    @Tag("trap-1")
    void lost_answers_neither_double_a_member_nor_lose_one() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        Membership warm = client.group("web").join(bytes("warm"));
        bench.proxy.dropNextReplyTo(FaultProxy.CREATE);
        Membership member = client.group("web").join(bytes("a"));
        assertThat(bench.proxy.dropped()).isTrue();
        assertThat(bench.server.children("/locks/_groups/web")).hasSize(2);
        bench.proxy.dropNextReplyTo(FaultProxy.DELETE);
        get(warm.leave());
        assertThat(bench.proxy.dropped()).isTrue();
        assertThat(bench.server.children("/locks/_groups/web")).containsExactly(member.id());
        bench.proxy.cut();
        get(member.setData(bytes("b")));
        GroupView view = bench.direct().group("web").members();
        get(view.ready());
        assertThat(seen(view)).isEqualTo(Map.of(member.id(), "b"));
    }

    @Test
    void a_member_joins_again_in_the_next_session_if_it_shall() throws Exception {
        LockClient client = bench.behindProxy(SESSION);
        Membership stays = client.group("web").join(bytes("stays"));
        Membership once = client.group("web").joinOnce(bytes("once"));
        BlockingQueue<Membership.State> states = new LinkedBlockingQueue<>();
        stays.onState(states::add, Runnable::run);
        get(stays.setData(bytes("newer")));
        bench.server.expire(client.core().session().incarnation().id());
        assertThat(states.poll(20, TimeUnit.SECONDS)).isEqualTo(Membership.State.REJOINING);
        assertThat(states.poll(20, TimeUnit.SECONDS)).isEqualTo(Membership.State.JOINED);
        assertThat(once.state()).isEqualTo(Membership.State.LEFT);
        GroupView view = bench.direct().group("web").members();
        get(view.ready());
        assertThat(seen(view)).isEqualTo(Map.of(stays.id(), "newer"));
        get(stays.leave());
        until("nobody is left", () -> view.snapshot().isEmpty());
    }

    @Test
    @Tag("trap-46")
    void a_view_that_was_away_long_sees_the_group_of_now() throws Exception {
        LockClient watching = bench.behindProxy(Duration.ofMillis(800));
        Diary diary = new Diary();
        DGroup group = bench.direct().group("web");
        Membership goes = group.join(bytes("goes"));
        GroupView view = watching.group("web").members(diary, ForkJoinPool.commonPool());
        assertThat(diary.next()).isEqualTo("added goes");
        Membership stays = group.join(bytes("stays"));
        assertThat(diary.next()).isEqualTo("added stays");
        long before = watching.core().session().incarnation().id();
        bench.proxy.refuse();
        bench.proxy.cut();
        until("its session is over", () -> watching.core().session().incarnation() == null);
        assertThat(view.isLive()).isFalse();
        assertThat(view.snapshot()).hasSize(2);
        get(goes.leave());
        get(stays.setData(bytes("changed")));
        bench.proxy.heal();
        assertThat(diary.next()).isEqualTo("removed");
        assertThat(diary.next()).isEqualTo("updated changed");
        until("it is live again", view::isLive);
        assertThat(watching.core().session().incarnation().id()).isNotEqualTo(before);
        group.join(bytes("comes"));
        assertThat(diary.next()).isEqualTo("added comes");
    }
}
