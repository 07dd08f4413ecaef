package io.latchkey.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Greetings, frames and seals as bytes. */
class PeerFormatsTest {
    private static byte[] nonce(int fill) {
        byte[] nonce = new byte[Greeting.NONCE_BYTES];
        Arrays.fill(nonce, (byte) fill);
        return nonce;
    }

    private static Greeting.Hello hello() {
        return new Greeting.Hello(Versions.SPOKEN, 2, 1, true, nonce(1), "blue-1.x");
    }

    private static Greeting.Welcome welcome() {
        return new Greeting.Welcome(2, 1, 2, nonce(2), new byte[PeerSecret.PROOF_BYTES]);
    }

    @Test
    void greetings_survive_the_wire() throws ProtocolException {
        for (Greeting greeting : List.of(
                hello(),
                welcome(),
                new Greeting.Refused(Refusal.CLUSTER, new Versions(2, 7)),
                new Greeting.Ready(new byte[PeerSecret.PROOF_BYTES]),
                new Greeting.Ready(new byte[0]))) {
            assertThat(GreetingCodec.decode(GreetingCodec.encode(greeting)))
                    .usingRecursiveComparison()
                    .isEqualTo(greeting);
        }
    }

    @Test
    void the_longest_cluster_name_fits_and_a_wrong_one_does_not_get_in() throws ProtocolException {
        String longest = "x".repeat(PeerTrust.CLUSTER_CHARS_MAX);
        Greeting.Hello hello = new Greeting.Hello(Versions.SPOKEN, 254, 253, false, nonce(3), longest);
        Greeting.Hello back = (Greeting.Hello) GreetingCodec.decode(GreetingCodec.encode(hello));
        assertThat(back.cluster()).isEqualTo(longest);
        byte[] escape = GreetingCodec.encode(hello);
        escape[escape.length - 1] = 27;
        assertThatThrownBy(() -> GreetingCodec.decode(escape))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("a cluster is named by");
    }

    @Test
    void damaged_greetings_are_refused_and_never_more_than_that() {
        Random random = new Random(1);
        for (Greeting greeting : List.of(hello(), welcome(), new Greeting.Refused(Refusal.IDS, Versions.SPOKEN))) {
            byte[] whole = GreetingCodec.encode(greeting);
            for (int length = 0; length < whole.length; length++) {
                byte[] cut = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> GreetingCodec.decode(cut)).isInstanceOf(ProtocolException.class);
            }
            assertThatThrownBy(() -> GreetingCodec.decode(Arrays.copyOf(whole, whole.length + 1)))
                    .isInstanceOf(ProtocolException.class);
            for (int i = 0; i < 2_000; i++) {
                byte[] hit = whole.clone();
                hit[random.nextInt(hit.length)] = (byte) random.nextInt();
                try {
                    GreetingCodec.decode(hit);
                } catch (ProtocolException expected) {
                    assertThat(expected).hasMessageNotContaining("\n");
                }
            }
        }
    }

    @Test
    void frames_are_cut_wherever_the_stream_is_cut() throws ProtocolException {
        Random random = new Random(2);
        List<byte[]> frames = new ArrayList<>();
        Buffer stream = Buffer.buffer();
        for (int i = 0; i < 300; i++) {
            byte[] frame = new byte[random.nextInt(i % 10 == 0 ? 5_000 : 5)];
            random.nextBytes(frame);
            frames.add(frame);
            stream.appendInt(frame.length).appendBytes(frame);
        }
        List<byte[]> seen = new ArrayList<>();
        FrameDecoder decoder = new FrameDecoder(5_000);
        int at = 0;
        while (at < stream.length()) {
            int part = Math.min(1 + random.nextInt(900), stream.length() - at);
            decoder.feed(stream.getBuffer(at, at + part), collecting(seen));
            at += part;
        }
        assertThat(seen).usingRecursiveComparison().isEqualTo(frames);
    }

    private static FrameDecoder.Sink collecting(List<byte[]> seen) {
        return new FrameDecoder.Sink() {
            @Override
            public void frame(byte[] frame, boolean news) {
                assertThat(news).isFalse();
                seen.add(frame);
            }

            @Override
            public boolean open() {
                return true;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {101, -1, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void a_length_beyond_the_limit_is_refused_before_room_is_made(int length) {
        FrameDecoder decoder = new FrameDecoder(100);
        Buffer header = Buffer.buffer().appendInt(length);
        assertThatThrownBy(() -> decoder.feed(header, collecting(new ArrayList<>())))
                .isInstanceOf(ProtocolException.class)
                .hasMessageContaining("are allowed");
    }

    @Test
    void seals_notice_change_repetition_and_order() throws ProtocolException {
        byte[] first = "first".getBytes(StandardCharsets.UTF_8);
        byte[] second = "second".getBytes(StandardCharsets.UTF_8);
        byte[] key = nonce(9);
        FrameSeal out = FrameSeal.with(key);
        byte[] one = sealed(out, first);
        byte[] two = sealed(out, second);
        FrameSeal in = FrameSeal.with(key);
        assertThat(in.open(one, false)).isEqualTo(first);
        assertThat(in.open(two, false)).isEqualTo(second);

        refused(FrameSeal.with(key), two);
        FrameSeal repeated = FrameSeal.with(key);
        repeated.open(one, false);
        refused(repeated, one);
        byte[] changed = one.clone();
        changed[0] ^= 1;
        refused(FrameSeal.with(key), changed);
        refused(FrameSeal.with(key), Arrays.copyOf(one, 3));
        refused(FrameSeal.with(nonce(8)), one);
        FrameSeal otherKind = FrameSeal.with(key);
        assertThatThrownBy(() -> otherKind.open(one, true)).isInstanceOf(ProtocolException.class);
    }

    private static byte[] sealed(FrameSeal seal, byte[] frame) {
        return ByteBuffer.allocate(frame.length + seal.bytes())
                .put(frame)
                .put(seal.seal(frame, false))
                .array();
    }

    private static void refused(FrameSeal seal, byte[] frame) {
        assertThatThrownBy(() -> seal.open(frame, false)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void proofs_and_keys_differ_by_side_and_by_handshake() {
        PeerSecret one = new PeerSecret("secret", hello(), welcome());
        PeerSecret other = new PeerSecret("secret", hello(), new Greeting.Welcome(2, 1, 2, nonce(4), new byte[0]));
        assertThat(one.acceptorProof()).isNotEqualTo(one.dialerProof()).isNotEqualTo(other.acceptorProof());
        byte[] frame = nonce(0);
        assertThat(one.fromDialer().seal(frame, false))
                .isNotEqualTo(one.fromAcceptor().seal(frame, false));
        assertThat(one.fromDialer().seal(frame, false))
                .isEqualTo(one.fromDialer().seal(frame, false));
    }

    @Test
    void addresses_that_name_the_same_place_differently_agree() {
        PeerAddress any = new PeerAddress("0.0.0.0", 5);
        assertThat(any.agreesWith(PeerAddress.parse("A.example:5"))).isTrue();
        assertThat(any.agreesWith(PeerAddress.parse("A.example:6"))).isFalse();
        assertThat(PeerAddress.parse("localhost:6").agreesWith(PeerAddress.parse("127.0.0.1:6")))
                .isTrue();
        assertThat(PeerAddress.parse("[::1]:7")).isEqualTo(new PeerAddress("::1", 7));
        for (String wrong : List.of("", "a", ":1", "::1:2888", "a:0", "a:x", "a b:1")) {
            assertThatThrownBy(() -> PeerAddress.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void repeated_warnings_are_counted_instead_of_printed() {
        long[] now = {0};
        Logger logger = new LoggerContext().getLogger("quiet");
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        logger.addAppender(lines);
        QuietLog log = new QuietLog(logger, () -> now[0]);
        log.warn("a", "first");
        log.warn("a", "second");
        log.warn("a", "third");
        log.warn("b", "other");
        now[0] = 10_000_000_000L;
        log.warn("a", "fourth");
        log.forget("a");
        log.warn("a", "fifth");
        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("first", "other", "fourth (and 2 more like this)", "fifth");
    }
}
