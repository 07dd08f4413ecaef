package io.latchkey.server.peer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whoever cannot prove that they belong to the ensemble gets no link, so that nothing they say reaches the engine. */
class StrangersTest extends OnSockets {
    private static final PeerTrust RIGHT = new PeerTrust("blue", "right", null, false);

    private static Greeting.Hello hello(String cluster, boolean secret) {
        return new Greeting.Hello(Versions.SPOKEN, 2, 1, secret, new byte[Greeting.NONCE_BYTES], cluster);
    }

    @Test
    void a_wrong_secret_or_none_gets_no_link() throws Exception {
        Ear one = new Ear();
        start(1, RIGHT, one);
        try (Impostor wrong = impostor(1)) {
            Greeting.Hello hello = hello("blue", true);
            wrong.say(hello);
            Greeting.Welcome welcome = (Greeting.Welcome) wrong.hear();
            PeerSecret guess = new PeerSecret("wrong", hello, welcome);
            assertThat(Handshake.proves(guess, welcome)).isFalse();
            assertThat(Handshake.proves(new PeerSecret("right", hello, welcome), welcome))
                    .isTrue();
            // neither a guess nor the acceptor's own proof sent back is taken
            wrong.say(new Greeting.Ready(welcome.proof()));
            expectRefused(wrong, Refusal.PROOF);
        }
        assertRefused(hello("blue", false), Refusal.SECRET);
        one.expectNothing();
    }

    @Test
    void the_dialer_asks_for_a_proof_too() throws Exception {
        Ear two = new Ear();
        try (ServerSocket pretender = new ServerSocket(port(1), 5, InetAddress.getLoopbackAddress())) {
            start(2, RIGHT, two);
            for (byte[] proof : List.of(new byte[0], new byte[PeerSecret.PROOF_BYTES])) {
                try (Impostor impostor = new Impostor(pretender.accept())) {
                    assertThat(impostor.hear()).isInstanceOf(Greeting.Hello.class);
                    impostor.say(
                            new Greeting.Welcome(Versions.SPOKEN.max(), 1, 2, new byte[Greeting.NONCE_BYTES], proof));
                    impostor.expectClosed();
                }
            }
        }
        two.expectNothing();
    }

    @Test
    void what_is_said_before_the_proof_is_not_listened_to() throws Exception {
        Ear one = new Ear();
        start(1, RIGHT, one);
        // a frame of the engine's form: version, kind, checksum, body
        byte[] vote = {1, 1, 0, 0, 0, 0, 127, 127, 127, 127, 127, 127, 127, 127};
        try (Impostor rude = impostor(1)) {
            rude.say(vote);
            rude.expectClosed();
        }
        try (Impostor hasty = impostor(1)) {
            hasty.say(hello("blue", true));
            hasty.say(vote);
            assertThat(hasty.in.readAllBytes())
                    .as("at most a welcome, then the end")
                    .hasSizeLessThan(200);
        }
        try (Impostor liar = impostor(1)) {
            liar.say(hello("blue", true));
            assertThat(liar.hear()).isInstanceOf(Greeting.Welcome.class);
            liar.say(new Greeting.Ready(new byte[PeerSecret.PROOF_BYTES]));
            liar.say(vote);
            expectRefused(liar, Refusal.PROOF);
            liar.expectClosed();
        }
        try (Impostor bloated = impostor(1)) {
            bloated.out.writeInt(GreetingCodec.GREETING_BYTES_MAX + 1);
            bloated.expectClosed();
        }
        one.expectNothing();
    }

    @Test
    void a_recorded_handshake_opens_nothing_the_second_time() throws Exception {
        Ear one = new Ear();
        start(1, RIGHT, one);
        Greeting.Hello hello = hello("blue", true);
        Greeting.Ready ready;
        byte[] sealed;
        try (Impostor recorded = impostor(1)) {
            recorded.say(hello);
            PeerSecret secret = new PeerSecret("right", hello, (Greeting.Welcome) recorded.hear());
            ready = new Greeting.Ready(secret.dialerProof());
            recorded.say(ready);
            one.expect("up 2");
            byte[] vote = bytes("a vote");
            byte[] seal = secret.fromDialer().seal(vote, false);
            sealed = ByteBuffer.allocate(vote.length + seal.length)
                    .put(vote)
                    .put(seal)
                    .array();
            recorded.say(sealed);
            one.expect("frame 2 a vote");
            // nor the same frame again on the same link
            recorded.say(sealed);
            one.expect("down 2");
        }
        try (Impostor replay = impostor(1)) {
            replay.say(hello);
            assertThat(replay.hear()).isInstanceOf(Greeting.Welcome.class);
            replay.say(ready);
            replay.say(sealed);
            expectRefused(replay, Refusal.PROOF);
        }
        one.expectNothing();
    }

    @Test
    void another_cluster_is_refused_even_with_the_same_secret() throws Exception {
        Ear one = new Ear();
        start(1, RIGHT, one);
        assertRefused(hello("green", true), Refusal.CLUSTER);
        assertRefused(hello("", true), Refusal.CLUSTER);
        // two that were wired together by mistake
        Ear two = new Ear();
        start(2, new PeerTrust("green", "right", null, false), two);
        try (Impostor green = impostor(2)) {
            green.say(new Greeting.Hello(Versions.SPOKEN, 3, 2, true, new byte[Greeting.NONCE_BYTES], "green"));
            assertThat(green.hear()).isInstanceOf(Greeting.Welcome.class);
        }
        one.expectNothing();
        two.expectNothing();
    }

    @Test
    void ids_that_cannot_be_right_are_refused() throws Exception {
        Ear two = new Ear();
        start(2, PeerTrust.NONE, two);
        assertRefused(2, Impostor.hello(Versions.SPOKEN, 3, 1, false), Refusal.IDS);
        assertRefused(2, Impostor.hello(Versions.SPOKEN, 2, 2, false), Refusal.IDS);
        assertRefused(2, Impostor.hello(Versions.SPOKEN, 0, 2, false), Refusal.IDS);
        assertRefused(2, Impostor.hello(Versions.SPOKEN, 255, 2, false), Refusal.IDS);
        // where nobody has to prove anything, only those that are known come in
        assertRefused(2, Impostor.hello(Versions.SPOKEN, 4, 2, false), Refusal.IDS);
        two.expectNothing();
    }

    @Test
    void the_newest_version_that_both_speak_is_chosen() throws Exception {
        start(1, PeerTrust.NONE, new Ear());
        int newest = Versions.SPOKEN.max();
        assertRefused(1, Impostor.hello(new Versions(newest + 1, newest + 3), 2, 1, false), Refusal.VERSION);
        assertRefused(1, Impostor.hello(new Versions(1, 1), 2, 1, false), Refusal.VERSION);
        try (Impostor newer = impostor(1)) {
            newer.say(Impostor.hello(new Versions(newest, newest + 3), 2, 1, false));
            assertThat(((Greeting.Welcome) newer.hear()).version()).isEqualTo(newest);
        }
        assertThat(new Versions(2, 4).newestInCommonWith(new Versions(3, 9))).isEqualTo(4);
        assertThat(new Versions(3, 9).newestInCommonWith(new Versions(2, 4))).isEqualTo(4);
        assertThat(new Versions(1, 2).newestInCommonWith(new Versions(3, 9))).isZero();
    }

    private void assertRefused(Greeting.Hello hello, Refusal why) throws IOException, ProtocolException {
        assertRefused(1, hello, why);
    }

    private void assertRefused(int to, Greeting.Hello hello, Refusal why) throws IOException, ProtocolException {
        try (Impostor impostor = impostor(to)) {
            impostor.say(hello);
            expectRefused(impostor, why);
            impostor.expectClosed();
        }
    }

    private static void expectRefused(Impostor impostor, Refusal why) throws IOException, ProtocolException {
        assertThat(impostor.hear()).isEqualTo(new Greeting.Refused(why, Versions.SPOKEN));
    }
}
