package io.latchkey.client.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.session.ConnectString.HostPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The parts of a session, each by itself. */
class SessionPartsTest {

    @Test
    void a_connect_string_is_read_or_refused_with_words() {
        assertThat(ConnectString.parse("a:1, b ,[::1]:3,[fe80::1]/app/x"))
                .isEqualTo(new ConnectString(
                        List.of(
                                new HostPort("a", 1),
                                new HostPort("b", 2181),
                                new HostPort("::1", 3),
                                new HostPort("fe80::1", 2181)),
                        "/app/x"));
        assertThat(ConnectString.parse("a/").chroot()).isEmpty();
        assertThat(ConnectString.parse("[::1]:3").servers()).isEqualTo("[::1]:3");
        for (String bad :
                List.of("", "a,", ",", "a:", "a:x", "a:0", "a:65536", ":1", "[::1", "[::1]x", "a/b//c", "a/..")) {
            assertThatThrownBy(() -> ConnectString.parse(bad)).as(bad).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> ConnectString.parse("a:x")).hasMessageContaining("'x' is not a port");
    }

    @Test
    @Tag("trap-14")
    void trap_14_the_deadline_counts_from_the_time_of_sending() {
        AtomicLong now = new AtomicLong(millis(1_000));
        Incarnation session = new Incarnation(now::get, new HandshakeReply(600, 1, new byte[16], 0), millis(900));
        now.set(millis(1_399));
        assertThat(session.alive()).isTrue();
        assertThat(session.remainingNanos()).isEqualTo(millis(1));
        session.acknowledged(millis(1_000)); // the answer came late, the ping was sent then
        now.set(millis(1_499));
        assertThat(session.alive()).isTrue();
        session.acknowledged(millis(950)); // older news changes nothing
        now.set(millis(1_500));
        assertThat(session.alive()).isFalse();
        session.acknowledged(millis(1_499)); // too late: what was once called over stays so
        assertThat(session.alive()).isFalse();
        assertThat(session.remainingNanos()).isZero();
    }

    private static long millis(long count) {
        return TimeUnit.MILLISECONDS.toNanos(count);
    }

    @Test
    void frames_are_found_however_the_bytes_are_cut() {
        JuteWriter writer = new JuteWriter();
        for (int i = 0; i < 20; i++) {
            int frame = writer.beginFrame();
            writer.writeInt(i);
            writer.writeString("x".repeat(i * 100));
            writer.endFrame(frame);
        }
        byte[] bytes = writer.take();
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            List<Integer> seen = new ArrayList<>();
            FrameSplitter splitter = new FrameSplitter(in -> {
                int number = in.readInt();
                assertThat(in.readString()).hasSize(number * 100);
                assertThat(in.remaining()).isZero();
                seen.add(number);
            });
            for (int at = 0; at < bytes.length; ) {
                int next = Math.min(bytes.length, at + 1 + random.nextInt(300));
                splitter.accept(Arrays.copyOfRange(bytes, at, next));
                at = next;
            }
            assertThat(seen).hasSize(20).isSorted();
        }
    }

    @Test
    void lengths_that_lie_allocate_nothing() {
        FrameSplitter splitter = new FrameSplitter(in -> {});
        assertThatThrownBy(() -> splitter.accept(new byte[] {-1, -1, -1, -1}))
                .isInstanceOf(MalformedFrameException.class);
        FrameSplitter another = new FrameSplitter(in -> {});
        assertThatThrownBy(() -> another.accept(new byte[] {127, -1, -1, -1}))
                .isInstanceOf(MalformedFrameException.class);
        byte[] huge = {127, -1, -1, -1, 0, 0};
        assertThatThrownBy(() -> reader(huge).readBuffer()).isInstanceOf(MalformedFrameException.class);
        assertThatThrownBy(() -> reader(huge).readString()).isInstanceOf(MalformedFrameException.class);
        assertThatThrownBy(() -> reader(huge).readStrings()).isInstanceOf(MalformedFrameException.class);
        assertThatThrownBy(() -> reader(huge).readLong()).isInstanceOf(MalformedFrameException.class);
        assertThat(reader(new byte[] {-1, -1, -1, -1}).readBuffer()).isNull();
    }

    private static JuteReader reader(byte[] bytes) {
        return new JuteReader(bytes, 0, bytes.length);
    }

    @Test
    void pauses_between_attempts_vary_and_stay_in_bounds() {
        Backoff backoff = new Backoff(20, 1_000, new Random(1));
        List<Long> pauses = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            pauses.add(backoff.nextMillis());
        }
        assertThat(pauses).allMatch(pause -> pause >= 20 && pause <= 1_000);
        assertThat(pauses.stream().distinct().count()).isGreaterThan(50);
        assertThat(pauses.get(0)).isLessThan(60);
    }

    @Test
    void a_watch_event_reaches_those_it_concerns_once() {
        WatchTable table = new WatchTable();
        List<String> heard = new ArrayList<>();
        table.addData("/a", event -> heard.add("data"));
        table.addExist("/a", event -> heard.add("exist"));
        Watcher tree = event -> heard.add("tree " + event.path());
        table.addTree("/a", tree);
        table.addTree("/a", tree);
        fire(table, WatchEvent.Kind.CREATED, "/a/b");
        fire(table, WatchEvent.Kind.CREATED, "/ab");
        fire(table, WatchEvent.Kind.DATA, "/a");
        fire(table, WatchEvent.Kind.DATA, "/a");
        fire(table, WatchEvent.Kind.CREATED, "/a");
        assertThat(heard).containsExactly("tree /a/b", "data", "tree /a", "tree /a", "exist", "tree /a");
        table.remove("/a", tree);
        assertThat(table.size()).isZero();
    }

    private static void fire(WatchTable table, WatchEvent.Kind kind, String path) {
        WatchEvent event = new WatchEvent(kind, path, 1);
        table.take(event).forEach(watcher -> watcher.onEvent(event));
    }

    @Test
    void paths_are_translated_both_ways() {
        Chroot chroot = new Chroot("/app");
        assertThat(chroot.toServer("/x")).isEqualTo("/app/x");
        assertThat(chroot.toServer("/")).isEqualTo("/app");
        assertThat(chroot.toClient("/app/x")).isEqualTo("/x");
        assertThat(chroot.toClient("/app")).isEqualTo("/");
        assertThat(new Chroot("").toServer("/")).isEqualTo("/");
    }
}
