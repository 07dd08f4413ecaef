package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {
    private static final long MIB = 1 << 20;
    private static final Submission SYNC = Submission.ofServer(new Request.Sync());

    private final List<String> resets = new ArrayList<>();
    private final Inbox inbox = new Inbox(3, MIB, (peer, link) -> resets.add(peer + "/" + link));
    private final Intake intake = new Intake();
    private final Pending pending = new Pending(batch -> {}, "handle");

    private Intake take() {
        inbox.tick(); // so that there is something in any case
        inbox.take(intake, false);
        return intake;
    }

    @Test
    void submissions_are_refused_unless_the_server_serves() {
        assertThat(inbox.offer(SYNC, pending, 1)).isFalse();
        inbox.open();
        assertThat(inbox.offer(SYNC, pending, 1)).isTrue();
        inbox.shut();
        assertThat(inbox.offer(SYNC, pending, 1)).isFalse();
        assertThat(take().submissions).isEmpty();
        assertThat(inbox.pending()).isZero();
    }

    @Test
    void submissions_are_refused_beyond_the_bound_until_some_are_done() {
        inbox.open();
        for (int i = 0; i < 3; i++) {
            assertThat(inbox.offer(SYNC, pending, 1)).isTrue();
        }
        assertThat(inbox.offer(SYNC, pending, 1)).isFalse();
        assertThat(take().submissions).hasSize(3);
        assertThat(inbox.offer(SYNC, pending, 1)).isFalse();
        inbox.release(1, 1);
        assertThat(inbox.offer(SYNC, pending, 1)).isTrue();
    }

    @Test
    void submissions_are_refused_beyond_the_bound_of_bytes() {
        inbox.open();
        assertThat(inbox.offer(SYNC, pending, (int) MIB)).isTrue();
        assertThat(inbox.offer(SYNC, pending, 1)).isFalse();
        inbox.release(1, MIB);
        assertThat(inbox.offer(SYNC, pending, 1)).isTrue();
    }

    @Test
    void while_the_disk_lags_only_what_is_urgent_is_handed_over() {
        inbox.open();
        inbox.offer(SYNC, pending, 1);
        inbox.onLinkUp(2, 1, 3);
        inbox.durable(7);
        inbox.take(intake, true);
        assertThat(intake.durableTicket).isEqualTo(7);
        assertThat(intake.submissions).isEmpty();
        assertThat(intake.mails).isEmpty();
        assertThat(take().submissions).hasSize(1);
        assertThat(intake.mails).hasSize(1);
    }

    @Test
    void ticks_that_pile_up_count_as_one_and_bring_each_touched_session_once() {
        inbox.touch(new long[] {5, 6});
        inbox.touch(new long[] {6});
        inbox.durable(1);
        inbox.take(intake, false);
        assertThat(intake.touches).isEmpty();
        inbox.tick();
        inbox.tick();
        inbox.take(intake, false);
        assertThat(intake.tick).isTrue();
        assertThat(intake.touches).containsExactlyInAnyOrder(5, 6);
        inbox.durable(2);
        inbox.take(intake, false);
        assertThat(intake.tick).isFalse();
        assertThat(intake.touches).isEmpty();
    }

    @Test
    void frames_go_with_their_link() {
        inbox.onLinkUp(2, 1, 3);
        inbox.onFrame(2, 1, new byte[] {1});
        inbox.onLinkDown(2, 1);
        inbox.onFrame(2, 1, new byte[] {2});
        inbox.onLinkUp(2, 5, 3);
        inbox.onFrame(2, 1, new byte[] {3});
        inbox.onFrame(2, 5, new byte[] {4});
        inbox.onLinkDown(2, 1);
        Intake.Mail mail = take().mails.get(0);
        assertThat(mail.link()).isEqualTo(5);
        assertThat(mail.up()).isTrue();
        assertThat(mail.frames()).containsExactly(new byte[] {4});
    }

    @Test
    void a_peer_that_floods_loses_its_link_and_nobody_else_does() {
        inbox.onLinkUp(2, 1, 3);
        inbox.onLinkUp(3, 2, 3);
        byte[] large = new byte[PeerTransport.FRAME_BYTES_MAX];
        for (int i = 0; i < 20; i++) {
            inbox.onFrame(2, 1, large);
        }
        inbox.onFrame(3, 2, new byte[] {1});
        assertThat(resets).containsExactly("2/1");
        List<Intake.Mail> mails = take().mails;
        long bytes =
                mails.get(0).frames().stream().mapToLong(frame -> frame.length).sum();
        assertThat(bytes).isPositive().isLessThanOrEqualTo(MIB + 2L * PeerTransport.FRAME_BYTES_MAX);
        assertThat(mails.get(1).frames()).hasSize(1);
        inbox.onFrame(2, 1, new byte[] {1});
        assertThat(take().mails).as("frames after the gap").isEmpty();
        inbox.onLinkDown(2, 1);
        inbox.onLinkUp(2, 3, 3);
        inbox.onFrame(2, 3, new byte[] {1});
        assertThat(take().mails.get(0).frames()).hasSize(1);
    }

    @Test
    void the_first_failure_counts() {
        IllegalStateException first = new IllegalStateException("first");
        inbox.fail(first);
        inbox.fail(new IllegalStateException("second"));
        assertThat(take().failure).isSameAs(first);
    }

    @Test
    void a_closed_inbox_takes_nothing_and_wakes_the_engine() {
        inbox.open();
        inbox.close();
        inbox.open();
        assertThat(inbox.offer(SYNC, pending, 1)).isFalse();
        assertThat(inbox.subscribe(batch -> {})).isFalse();
        inbox.take(intake, false);
        assertThat(intake.closed).isTrue();
    }
}
