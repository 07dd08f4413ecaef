package io.latchkey.zab.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.core.Message.Ack;
import io.latchkey.zab.core.Message.Commit;
import io.latchkey.zab.core.Message.Ping;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What must wait for the disk waits, and nobody can send it before. */
class OutboxTest {
    private static final int SELF = 1;

    private final Outbox out = new Outbox(SELF);
    private final EffectsText effects = new EffectsText();

    @Test
    void a_message_leaves_when_its_write_and_every_earlier_one_is_durable() {
        long first = append(1);
        long second = append(2);
        out.sendAfter(first, 2, new Ping(1, 0));
        out.sendAfter(second, 3, new Ping(2, 0));
        assertThat(drain()).containsExactly("write 1: append 1:1", "write 2: append 1:2");
        out.onDurable(first);
        assertThat(drain()).containsExactly("to 2: PING bond 1");
        out.onDurable(second);
        assertThat(drain()).containsExactly("to 3: PING bond 2");
        out.sendAfter(second, 2, new Ping(3, 0));
        assertThat(drain()).containsExactly("to 2: PING bond 3");
        assertThat(out.isEmpty()).isTrue();
    }

    @Test
    void one_report_covers_all_before_it() {
        append(1);
        long last = append(2);
        out.sendAfter(1, 2, new Ping(1, 0));
        drain();
        out.onDurable(last);
        assertThat(drain()).containsExactly("to 2: PING bond 1");
    }

    @Test
    void of_acks_of_one_bond_that_leave_together_only_the_last_does() {
        out.sendAfter(append(1), 2, new Ack(1, Zxid.of(1, 1)));
        out.sendAfter(append(2), 2, new Ack(1, Zxid.of(1, 2)));
        out.sendAfter(append(3), 2, new Ack(2, Zxid.of(1, 3)));
        out.sendAfter(append(4), 3, new Ack(2, Zxid.of(1, 4)));
        out.sendAfter(append(5), 3, new Ping(2, 0));
        out.sendAfter(append(6), 3, new Ack(2, Zxid.of(1, 6)));
        drain();
        out.onDurable(5);
        assertThat(drain())
                .containsExactly(
                        "to 2: ACK bond 1 zxid 1:2",
                        "to 2: ACK bond 2 zxid 1:3",
                        "to 3: ACK bond 2 zxid 1:4",
                        "to 3: PING bond 2");
    }

    @Test
    void a_later_commit_takes_the_place_of_one_that_has_not_left_and_stands_behind_the_proposals() {
        out.sendCommit(2, new Commit(1, Zxid.of(1, 1)));
        out.send(2, new Ping(1, 0));
        out.sendCommit(2, new Commit(1, Zxid.of(1, 2)));
        assertThat(drain()).containsExactly("to 2: PING bond 1", "to 2: COMMIT bond 1 zxid 1:2");
        out.sendCommit(2, new Commit(1, Zxid.of(1, 3)));
        assertThat(drain()).containsExactly("to 2: COMMIT bond 1 zxid 1:3");
    }

    @Test
    void messages_to_oneself_pass_the_same_gate() {
        out.sendAfter(append(1), SELF, new Ack(0, Zxid.of(1, 1)));
        drain();
        assertThat(out.pollLoopback()).isNull();
        out.onDurable(1);
        assertThat(out.pollLoopback()).isEqualTo(new Ack(0, Zxid.of(1, 1)));
    }

    @Test
    void what_an_ended_role_meant_to_say_is_never_said() {
        out.sendAfter(append(1), 2, new Ping(1, 0));
        out.sendAfter(append(2), SELF, new Ping(1, 0));
        drain();
        out.dropGated();
        out.onDurable(2);
        assertThat(drain()).isEmpty();
        assertThat(out.pollLoopback()).isNull();
    }

    @Test
    void tickets_that_cannot_be_stop_the_server() {
        assertThatThrownBy(() -> out.sendAfter(1, 2, new Ping(1, 0)))
                .isInstanceOf(InvariantViolation.class)
                .hasMessage("a message waits for a write that was asked for");
        append(1);
        append(2);
        out.sendAfter(2, 2, new Ping(1, 0));
        assertThatThrownBy(() -> out.sendAfter(1, 2, new Ping(1, 0)))
                .hasMessage("what waits for the disk leaves in ticket order");
        assertThatThrownBy(() -> out.onDurable(3)).hasMessage("writes become durable in ticket order, each once");
    }

    @Test
    void an_epoch_is_promised_once_and_entered_as_promised() {
        Epochs epochs = new Epochs(out, 3, 2, 0);
        assertThatThrownBy(() -> epochs.promise(3)).hasMessage("an epoch is promised once");
        epochs.promise(4);
        assertThatThrownBy(() -> epochs.enter(3)).hasMessage("the epoch entered is the one promised last");
        assertThat(epochs.enter(4)).isEqualTo(epochs.ticket()).isEqualTo(2);
        assertThat(epochs.current()).isEqualTo(4);
    }

    private long append(long counter) {
        return out.append(new Proposal(Zxid.of(1, counter), new byte[0]));
    }

    private List<String> drain() {
        out.drainTo(effects);
        return effects.take();
    }
}
