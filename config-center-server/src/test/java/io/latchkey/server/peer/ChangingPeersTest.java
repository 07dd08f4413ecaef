package io.latchkey.server.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that join, leave and move while others go on: each pair has one link, whoever knows the other's address. */
class ChangingPeersTest extends OnSockets {
    private static final PeerTrust TRUST = new PeerTrust("blue", "right", null, false);

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void a_server_that_nobody_knows_of_is_linked_when_it_can_prove_that_it_belongs(int joiner) throws Exception {
        Ear two = new Ear();
        Ear three = new Ear();
        start(config(2, TRUST, 2, 3), two);
        start(config(3, TRUST, 2, 3), three);
        two.expect("up 3");
        three.expect("up 2");
        Ear newcomer = new Ear();
        start(config(joiner, TRUST, joiner, 2, 3), newcomer);
        two.expect("up " + joiner);
        three.expect("up " + joiner);
        assertThat(List.of(newcomer.next().peer(), newcomer.next().peer())).containsExactlyInAnyOrder(2, 3);
    }

    @Test
    void a_server_that_is_added_is_dialed() throws Exception {
        Ear three = new Ear();
        VertxPeerTransport third = start(config(3, TRUST, 3), three);
        Ear one = new Ear();
        start(config(1, TRUST, 1), one);
        three.expectNothing();
        third.peersChanged(texts(1, 3));
        three.expect("up 1");
        one.expect("up 3");
    }

    @Test
    void a_server_that_was_told_of_its_peers_before_it_started_dials_those() throws Exception {
        Ear three = new Ear();
        VertxPeerTransport third = open(config(3, TRUST, 3));
        third.peersChanged(texts(1, 3));
        third.start(three);
        Ear one = new Ear();
        start(config(1, TRUST, 1), one);
        three.expect("up 1");
        one.expect("up 3");
    }

    @Test
    void a_server_that_is_removed_keeps_its_link_for_a_while_and_is_not_dialed_again() throws Exception {
        Ear one = new Ear();
        Ear two = new Ear();
        VertxPeerTransport first = start(config(1, TRUST, 1, 2), one);
        VertxPeerTransport second = start(config(2, TRUST, 1, 2), two);
        long link = two.expect("up 1").link();
        one.expect("up 2");
        second.peersChanged(texts(2));
        second.send(1, link, List.of(bytes("farewell")));
        one.expect("frame 2 farewell");
        two.expect("down 1");
        one.expect("down 2");
        first.close();
        Ear other = new Ear();
        try (ServerSocket place = new ServerSocket(port(1), 5, InetAddress.getLoopbackAddress())) {
            second.peersChanged(texts(2, 3));
            start(config(3, TRUST, 2, 3), other);
            two.expect("up 3");
            place.setSoTimeout(200);
            assertThatThrownBy(place::accept).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_link_survives_a_change_that_does_not_concern_it() throws Exception {
        Ear one = new Ear();
        Ear two = new Ear();
        VertxPeerTransport first = start(config(1, TRUST, 1, 2), one);
        VertxPeerTransport second = start(config(2, TRUST, 1, 2), two);
        long link = one.expect("up 2").link();
        two.expect("up 1");
        first.peersChanged(texts(1, 2, 3));
        second.peersChanged(texts(1, 2, 3));
        Ear three = new Ear();
        start(config(3, TRUST, 1, 2, 3), three);
        one.expect("up 3");
        two.expect("up 3");
        first.send(2, link, List.of(bytes("still here")));
        two.expect("frame 1 still here");
        one.expectNothing();
    }

    @Test
    void a_server_that_moved_is_found_at_its_new_address() throws Exception {
        Ear one = new Ear();
        Ear two = new Ear();
        start(config(1, TRUST, 1), one);
        VertxPeerTransport second = open(config(2, TRUST, 2));
        second.start(two);
        second.peersChanged(Map.of(2, address(2).toString(), 1, address(4).toString()));
        second.peersChanged(texts(1, 2));
        two.expect("up 1");
        one.expect("up 2");
    }

    @Test
    void of_two_that_dial_each_other_the_higher_id_turns_the_other_away() throws Exception {
        Ear two = new Ear();
        try (ServerSocket first = new ServerSocket(port(1), 5, InetAddress.getLoopbackAddress())) {
            start(config(2, PeerTrust.NONE, 1, 2), two);
            try (Impostor dialed = new Impostor(first.accept());
                    Impostor dialing = impostor(2)) {
                // server 2 is in the middle of greeting server 1
                assertThat(dialed.hear()).isInstanceOf(Greeting.Hello.class);
                dialing.say(Impostor.hello(Versions.SPOKEN, 1, 2, false));
                assertThat(dialing.hear()).isEqualTo(new Greeting.Refused(Refusal.LINKED, Versions.SPOKEN));
                dialed.say(
                        new Greeting.Welcome(Versions.SPOKEN.max(), 1, 2, new byte[Greeting.NONCE_BYTES], new byte[0]));
                assertThat(dialed.hear()).isInstanceOf(Greeting.Ready.class);
                two.expect("up 1");
                try (Impostor again = impostor(2)) {
                    again.say(Impostor.hello(Versions.SPOKEN, 1, 2, false));
                    assertThat(again.hear()).isEqualTo(new Greeting.Refused(Refusal.LINKED, Versions.SPOKEN));
                }
            }
        }
        two.expect("down 1");
    }

    @Test
    void of_two_that_dial_each_other_the_lower_id_gives_its_own_attempt_up() throws Exception {
        Ear one = new Ear();
        try (ServerSocket second = new ServerSocket(port(2), 5, InetAddress.getLoopbackAddress())) {
            start(config(1, PeerTrust.NONE, 1, 2), one);
            try (Impostor dialed = new Impostor(second.accept());
                    Impostor dialing = impostor(1)) {
                assertThat(dialed.hear()).isInstanceOf(Greeting.Hello.class);
                dialing.enter(2, 1);
                one.expect("up 2");
                dialed.expectClosed();
            }
        }
        one.expect("down 2");
    }

    @Test
    void another_machine_is_not_dialed_where_nobody_has_to_prove_anything() throws Exception {
        Ear two = new Ear();
        VertxPeerTransport second = start(config(2, PeerTrust.NONE, 2), two);
        second.peersChanged(Map.of(1, "192.0.2.1:2888", 2, address(2).toString(), 3, "no address"));
        Ear one = new Ear();
        start(config(1, PeerTrust.NONE, 1, 2), one);
        try (Impostor stranger = impostor(2)) {
            stranger.say(Impostor.hello(Versions.SPOKEN, 1, 2, false));
            assertThat(stranger.hear()).isEqualTo(new Greeting.Refused(Refusal.IDS, Versions.SPOKEN));
        }
        two.expectNothing();
    }
}
