package io.latchkey.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two servers, or one and somebody who only pretends, on real sockets. */
@Timeout(60)
class VertxPeerTransportTest {
    private static final PeerConfig.Timing QUICK = new PeerConfig.Timing(5, 50, 2_000, 2_000);
    private static final int FRAME_MAX = 1_000_000;
    private static final long UNSENT_MAX = 8_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final List<VertxPeerTransport> opened = new ArrayList<>();
    private Map<Integer, PeerAddress> addresses = Map.of();

    @BeforeEach
    void chooseAddresses() throws IOException {
        addresses = freeAddresses(1, 2, 3);
    }

    @AfterEach
    void close() throws Exception {
        opened.forEach(VertxPeerTransport::close);
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private static Map<Integer, PeerAddress> freeAddresses(int... ids) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        Map<Integer, PeerAddress> addresses = new TreeMap<>();
        for (int id : ids) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(socket);
            addresses.put(id, new PeerAddress("127.0.0.1", socket.getLocalPort()));
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return addresses;
    }

    private PeerConfig config(int self, @Nullable String secret) {
        return new PeerConfig(self, new Ensemble(addresses), "127.0.0.1", secret, FRAME_MAX, UNSENT_MAX, QUICK);
    }

    private VertxPeerTransport open(PeerConfig config) throws Exception {
        VertxPeerTransport transport = VertxPeerTransport.open(vertx, config)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        opened.add(transport);
        return transport;
    }

    private VertxPeerTransport start(int self, @Nullable String secret, Ear ear) throws Exception {
        VertxPeerTransport transport = open(config(self, secret));
        transport.start(ear);
        return transport;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void each_pair_gets_one_link_whoever_starts_first() throws Exception {
        Ear one = new Ear();
        Ear two = new Ear();
        Ear three = new Ear();
        start(3, null, three);
        start(1, null, one);
        three.expect("up 1");
        one.expect("up 3");
        start(2, null, two);
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
        VertxPeerTransport first = start(1, secret, one);
        VertxPeerTransport second = start(2, secret, two);
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
    void a_reset_link_comes_back_under_a_higher_number_and_drops_what_is_for_the_old_one() throws Exception {
        Ear one = new Ear();
        Ear two = new Ear();
        VertxPeerTransport first = start(1, null, one);
        start(2, null, two);
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
        start(1, null, one);
        VertxPeerTransport second = start(2, null, two);
        one.expect("up 2");
        two.expect("up 1");
        second.close();
        one.expect("down 2");
        two.expectNothing();
        Ear again = new Ear();
        start(2, null, again);
        one.expect("up 2");
        again.expect("up 1");
    }

    @Test
    void a_wrong_secret_or_none_gets_no_link() throws Exception {
        Ear one = new Ear();
        start(1, "right", one);
        try (Impostor wrong = new Impostor(1)) {
            Greeting.Hello hello = wrong.hello(1, true);
            wrong.say(hello);
            Greeting.Welcome welcome = (Greeting.Welcome) wrong.hear();
            PeerSecret guess = new PeerSecret("wrong", hello, welcome);
            assertThat(Handshake.proves(guess, welcome)).isFalse();
            assertThat(Handshake.proves(new PeerSecret("right", hello, welcome), welcome))
                    .isTrue();
            // neither a guess nor the acceptor's own proof sent back is taken
            wrong.say(new Greeting.Ready(welcome.proof()));
            assertThat(wrong.hear()).isEqualTo(new Greeting.Refused(Refusal.PROOF));
        }
        try (Impostor none = new Impostor(1)) {
            none.say(none.hello(1, false));
            assertThat(none.hear()).isEqualTo(new Greeting.Refused(Refusal.SECRET));
        }
        one.expectNothing();
    }

    @Test
    void the_dialer_asks_for_a_proof_too() throws Exception {
        Ear two = new Ear();
        try (ServerSocket pretender = new ServerSocket(addresses.get(1).port(), 5, InetAddress.getLoopbackAddress())) {
            start(2, "right", two);
            for (byte[] proof : List.of(new byte[0], new byte[PeerSecret.PROOF_BYTES])) {
                try (Impostor impostor = new Impostor(pretender.accept())) {
                    assertThat(impostor.hear()).isInstanceOf(Greeting.Hello.class);
                    impostor.say(new Greeting.Welcome(1, 2, new byte[Greeting.NONCE_BYTES], proof));
                    assertThat(impostor.in.read()).isEqualTo(-1);
                }
            }
        }
        two.expectNothing();
    }

    @Test
    void strangers_and_other_ensembles_are_refused_with_the_reason() throws Exception {
        Ear two = new Ear();
        start(2, null, two);
        Map<Integer, PeerAddress> moved = new TreeMap<>(addresses);
        moved.put(3, new PeerAddress("elsewhere", 1));
        assertRefused(hello(1, 3, 2, new Ensemble(moved)), Refusal.ENSEMBLE);
        assertRefused(hello(1, 3, 1, new Ensemble(addresses)), Refusal.IDS);
        assertRefused(hello(1, 4, 2, new Ensemble(addresses)), Refusal.IDS);
        assertRefused(hello(1, 1, 2, new Ensemble(addresses)), Refusal.IDS);
        assertRefused(hello(1, 2, 2, new Ensemble(addresses)), Refusal.IDS);
        assertRefused(hello(2, 3, 2, new Ensemble(addresses)), Refusal.VERSION);
        two.expectNothing();
    }

    private static Greeting.Hello hello(int version, int from, int to, Ensemble ensemble) {
        return new Greeting.Hello(version, from, to, false, new byte[Greeting.NONCE_BYTES], ensemble);
    }

    private void assertRefused(Greeting.Hello hello, Refusal why) throws IOException, ProtocolException {
        try (Impostor impostor = new Impostor(2)) {
            impostor.say(hello);
            assertThat(impostor.hear()).isEqualTo(new Greeting.Refused(why));
            assertThat(impostor.in.read()).isEqualTo(-1);
        }
    }

    @Test
    void whoever_does_not_greet_is_closed_and_keeps_no_peer_out() throws Exception {
        Ear one = new Ear();
        start(1, null, one);
        List<Impostor> crowd = new ArrayList<>();
        for (int i = 0; i < Reception.GUESTS_MAX + 20; i++) {
            crowd.add(new Impostor(1));
        }
        try (Impostor browser = new Impostor(1)) {
            browser.out.write(bytes("GET / HTTP/1.1\r\n\r\n"));
            assertThat(browser.in.read()).isEqualTo(-1);
        }
        Ear two = new Ear();
        start(2, null, two);
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
        start(1, null, one);
        try (Impostor impostor = new Impostor(1)) {
            impostor.enter(2, 1);
            one.expect("up 2");
            impostor.out.writeInt(3);
            impostor.out.write(bytes("abc"));
            one.expect("frame 2 abc");
            impostor.out.writeInt(FRAME_MAX + 1);
            one.expect("down 2");
            assertThat(impostor.in.read()).isEqualTo(-1);
        }
        try (Impostor impostor = new Impostor(1)) {
            impostor.enter(2, 1);
            one.expect("up 2");
            impostor.out.writeInt(-1);
            one.expect("down 2");
        }
    }

    @Test
    void a_peer_that_does_not_read_loses_its_link_at_the_bound() throws Exception {
        Ear one = new Ear();
        VertxPeerTransport first = start(1, null, one);
        try (Impostor impostor = new Impostor(1)) {
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
        start(1, null, one);
        try (Impostor older = new Impostor(1);
                Impostor newer = new Impostor(1)) {
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
        try (ServerSocket busy = new ServerSocket(addresses.get(1).port(), 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> open(config(1, null)))
                    .hasRootCauseInstanceOf(BindException.class)
                    .hasMessageContaining("cannot listen for peers at 127.0.0.1:" + busy.getLocalPort());
        }
    }

    /** Somebody with a plain socket. */
    private final class Impostor implements AutoCloseable {
        private final Socket socket;
        final DataInputStream in;
        final DataOutputStream out;

        /** Connects to server {@code to}. */
        Impostor(int to) throws IOException {
            this(new Socket(InetAddress.getLoopbackAddress(), addresses.get(to).port()));
        }

        Impostor(Socket socket) throws IOException {
            this.socket = socket;
            socket.setSoTimeout(20_000);
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
        }

        Greeting.Hello hello(int to, boolean secret) {
            return new Greeting.Hello(
                    Greeting.VERSION, 2, to, secret, new byte[Greeting.NONCE_BYTES], new Ensemble(addresses));
        }

        void say(Greeting greeting) throws IOException {
            byte[] bytes = GreetingCodec.encode(greeting);
            out.writeInt(bytes.length);
            out.write(bytes);
        }

        Greeting hear() throws IOException, ProtocolException {
            byte[] bytes = new byte[in.readInt()];
            in.readFully(bytes);
            return GreetingCodec.decode(bytes);
        }

        void enter(int from, int to) throws IOException, ProtocolException {
            say(VertxPeerTransportTest.hello(Greeting.VERSION, from, to, new Ensemble(addresses)));
            assertThat(hear()).isInstanceOf(Greeting.Welcome.class);
            say(new Greeting.Ready(new byte[0]));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
