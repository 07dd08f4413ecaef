package io.latchkey.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Two servers, or one and somebody who only pretends, on real sockets. */
class VertxPeerTransportTest extends OnSockets {
    @Test
    void each_pair_gets_one_link_whoever_starts_first() throws Exception {
        Ear one = new Ear();
        Ear two = new Ear();
        Ear three = new Ear();
        start(3, PeerTrust.NONE, three);
        start(1, PeerTrust.NONE, one);
        three.expect("up 1");
        one.expect("up 3");
        start(2, PeerTrust.NONE, two);
        one.expect("up 2");
        three.expect("up 2");
        assertThat(List.of(two.next().peer(), two.next().peer())).containsExactlyInAnyOrder(1, 3);
        one.expectNothing();
        three.expectNothing();
    }

    @Test
    void frames_arrive_whole_and_in_order_both_ways() throws Exception {
        both_ways(null);
    }

    @Test
    void frames_arrive_whole_and_in_order_under_a_secret() throws Exception {
        both_ways("a secret");
    }

    private void both_ways(@Nullable String secret) throws Exception {
        Ear one = new Ear();
        Ear two = new Ear();
        VertxPeerTransport first = start(1, trust(secret), one);
        VertxPeerTransport second = start(2, trust(secret), two);
        long toTwo = one.expect("up 2").link();
        long toOne = two.expect("up 1").link();
        byte[] long1 = new byte[FRAME_MAX];
        long1[FRAME_MAX - 1] = 7;
        for (int i = 0; i < 500; i++) {
            first.send(2, toTwo, List.of(bytes("a" + i), bytes("b" + i)));
            second.send(1, toOne, List.of(bytes("c" + i)));
        }
        first.send(2, toTwo, List.of(long1, new byte[0]));
        for (int i = 0; i < 500; i++) {
            two.expect("frame 1 a" + i);
            two.expect("frame 1 b" + i);
            one.expect("frame 2 c" + i);
        }
        assertThat(two.next().frame()).isEqualTo(long1);
        assertThat(two.next().frame()).isEmpty();
    }

    @Test
    void servers_tell_each_other_news_beside_the_frames() throws Exception {
        news(PeerTrust.NONE);
    }

    @Test
    void servers_tell_each_other_news_under_a_secret() throws Exception {
        news(trust("a secret"));
    }

    private void news(PeerTrust trust) throws Exception {
        Ear one = new Ear();
        Ear two = new Ear();
        VertxPeerTransport first = start(1, trust, one);
        VertxPeerTransport second = start(2, trust, two);
        NewsStand paper = new NewsStand("from one");
        NewsStand rival = new NewsStand("from two");
        first.exchange(paper);
        second.exchange(rival);
        long toTwo = one.expect("up 2").link();
        two.expect("up 1");
        first.send(2, toTwo, List.of(bytes("for the engine")));
        two.expect("frame 1 for the engine");
        assertThat(paper.next()).isEqualTo("2 from two");
        assertThat(rival.next()).isEqualTo("1 from one");
        first.reset(2, toTwo);
        assertThat(paper.nextLoss()).isEqualTo("2 lost");
    }

    /** Tells one thing and keeps what is told. */
    private static final class NewsStand implements PeerNews {
        private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        private final byte[] own;

        NewsStand(String own) {
            this.own = bytes(own);
        }

        @Override
        public byte[] own() {
            return own;
        }

        @Override
        public void heard(int peer, byte[] news) {
            heard.add(peer + " " + new String(news, StandardCharsets.UTF_8));
        }

        @Override
        public void lost(int peer) {
            heard.add(peer + " lost");
        }

        String next() throws InterruptedException {
            String next = heard.poll(20, TimeUnit.SECONDS);
            return next == null ? "nothing" : next;
        }

        String nextLoss() throws InterruptedException {
            String next = next();
            while (next.contains("from")) {
                next = next();
            }
            return next;
        }
    }

    @Test
    void a_reset_link_comes_back_under_a_higher_number_and_drops_what_is_for_the_old_one() throws Exception {
        Ear one = new Ear();
        Ear two = new Ear();
        VertxPeerTransport first = start(1, PeerTrust.NONE, one);
        start(2, PeerTrust.NONE, two);
        long before = one.expect("up 2").link();
        two.expect("up 1");
        first.reset(2, before);
        assertThat(one.expect("down 2").link()).isEqualTo(before);
        two.expect("down 1");
        long after = one.expect("up 2").link();
        two.expect("up 1");
        assertThat(after).isGreaterThan(before);
        first.reset(2, before);
        first.send(2, before, List.of(bytes("stale")));
        first.send(2, after, List.of(bytes("fresh")));
        two.expect("frame 1 fresh");
        one.expectNothing();
    }

    @Test
    void a_server_that_stops_is_missed_at_once_and_linked_again_when_it_is_back() throws Exception {
        Ear one = new Ear();
        Ear two = new Ear();
        start(1, PeerTrust.NONE, one);
        VertxPeerTransport second = start(2, PeerTrust.NONE, two);
        one.expect("up 2");
        two.expect("up 1");
        second.close();
        one.expect("down 2");
        two.expectNothing();
        Ear again = new Ear();
        start(2, PeerTrust.NONE, again);
        one.expect("up 2");
        again.expect("up 1");
    }

    @Test
    void whoever_does_not_greet_is_closed_and_keeps_no_peer_out() throws Exception {
        Ear one = new Ear();
        start(1, PeerTrust.NONE, one);
        List<Impostor> crowd = new ArrayList<>();
        for (int i = 0; i < Reception.GUESTS_MAX + 20; i++) {
            crowd.add(impostor(1));
        }
        try (Impostor browser = impostor(1)) {
            browser.out.write(bytes("GET / HTTP/1.1\r\n\r\n"));
            assertThat(browser.in.read()).isEqualTo(-1);
        }
        Ear two = new Ear();
        start(2, PeerTrust.NONE, two);
        one.expect("up 2");
        two.expect("up 1");
        for (Impostor impostor : crowd) {
            assertThat(impostor.in.read()).isEqualTo(-1);
            impostor.close();
        }
    }

    @Test
    void a_frame_beyond_the_limit_breaks_the_link() throws Exception {
        Ear one = new Ear();
        start(1, PeerTrust.NONE, one);
        try (Impostor impostor = impostor(1)) {
            impostor.enter(2, 1);
            one.expect("up 2");
            impostor.out.writeInt(3);
            impostor.out.write(bytes("abc"));
            one.expect("frame 2 abc");
            impostor.out.writeInt(FRAME_MAX + 1);
            one.expect("down 2");
            assertThat(impostor.in.read()).isEqualTo(-1);
        }
        try (Impostor impostor = impostor(1)) {
            impostor.enter(2, 1);
            one.expect("up 2");
            impostor.out.writeInt(-1);
            one.expect("down 2");
        }
    }

    @Test
    void a_peer_that_does_not_read_loses_its_link_at_the_bound() throws Exception {
        Ear one = new Ear();
        VertxPeerTransport first = start(1, PeerTrust.NONE, one);
        try (Impostor impostor = impostor(1)) {
            impostor.enter(2, 1);
            long link = one.expect("up 2").link();
            byte[] frame = new byte[FRAME_MAX];
            // what the kernel holds for both ends comes on top of the bound
            for (int i = 0; i < 200; i++) {
                first.send(2, link, List.of(frame));
            }
            one.expect("down 2");
        }
    }

    @Test
    void a_newer_link_of_the_same_server_takes_the_place_of_the_older() throws Exception {
        Ear one = new Ear();
        start(1, PeerTrust.NONE, one);
        try (Impostor older = impostor(1);
                Impostor newer = impostor(1)) {
            older.enter(2, 1);
            long first = one.expect("up 2").link();
            newer.enter(2, 1);
            one.expect("down 2");
            assertThat(one.expect("up 2").link()).isGreaterThan(first);
            assertThat(older.in.read()).isEqualTo(-1);
        }
    }

    @Test
    void a_busy_port_is_said_with_the_address() throws Exception {
        try (ServerSocket busy = new ServerSocket(port(1), 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> open(config(1, PeerTrust.NONE)))
                    .hasRootCauseInstanceOf(BindException.class)
                    .hasMessageContaining("cannot listen for peers at 127.0.0.1:" + busy.getLocalPort());
        }
    }
}
