package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Vote;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.format.Output;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PeerCodecTest {
    private static final byte[] TXN = {1, 2, 3, 4};

    private static final List<Message> MESSAGES = List.of(
            new Message.Notification(7, new Vote(3, 0x3_0000_0005L, 2), Role.LOOKING, 0, 3),
            new Message.Notification(Long.MAX_VALUE, new Vote(-1, -1, 254), Role.FOLLOWING, Long.MAX_VALUE, 7),
            new Message.Notification(0, new Vote(0, 0, -1), Role.LEADING, 77, 0),
            new Message.FollowerInfo(1, 2, 77),
            new Message.LeaderInfo(1, 3),
            new Message.AckEpoch(1, 2, List.of(0x2_0000_0007L, 0x1_0000_0001L), 0x1_0000_0000L, true),
            new Message.AckEpoch(Long.MAX_VALUE, 0, List.of(), 0, false),
            new Message.Trunc(1, 5),
            new Message.NewLeader(1, 4),
            new Message.UpToDate(1, 0x4_0000_0000L),
            new Message.Propose(1, new Proposal(0x4_0000_0001L, TXN)),
            new Message.Propose(1, new Proposal(0x4_0000_0002L, new byte[0])),
            new Message.Propose(2, new Proposal(0x4_0000_0003L, TXN)),
            new Message.Propose(2, new Proposal(0x4_0000_0004L, TXN, QuorumConfig.majorityOf(1, 2, 3))),
            new Message.Propose(
                    2,
                    new Proposal(
                            0x4_0000_0005L,
                            TXN,
                            QuorumConfig.majorityOf(1, 2)
                                    .towards(List.of(Member.voter(3, "h:1;2"), Member.observer(9, ""))))),
            new Message.Ack(1, -1),
            new Message.Commit(1, Long.MIN_VALUE),
            new Message.Abdicate(1),
            new Message.Abdicate(1, 254),
            new Message.Ping(Long.MAX_VALUE, 5));

    /** Remembers what a link says, arrays as lists so that they can be compared. */
    private static final class Heard implements LinkReader.Handler, LinkReader.SnapshotHandler {
        final List<Object> all = new ArrayList<>();

        @Override
        public void onMessage(int from, Message message) {
            all.add(message instanceof Message.Propose p ? comparable(p) : message);
        }

        @Override
        public void onSnapshot(int from, Message.Snap snap) {
            throw new AssertionError("none was received");
        }

        @Override
        public void onStart(int peer, PeerFrame.SnapshotStart start) {
            all.add(start);
        }

        @Override
        public Download current() {
            throw new FormatException("there is none");
        }

        @Override
        public ReceivedSnapshot onEnd(long session) {
            throw new FormatException("there is none");
        }

        @Override
        public void onFrom(int peer, long session, long chunks) {
            all.add("from " + session + " " + chunks);
        }

        @Override
        public void onCredit(int peer, int count) {
            all.add("credit " + count);
        }

        @Override
        public void onTaken(int peer, long session) {
            all.add("taken " + session);
        }

        @Override
        public void onSyncAsked(int from, PeerFrame.SyncAsked asked) {
            all.add(asked);
        }

        @Override
        public void onSyncAnswered(PeerFrame.SyncAnswered answered) {
            all.add(answered);
        }

        @Override
        public void onForwarded(int from, PeerFrame.Forwarded f) {
            all.add(List.of(f.epoch(), f.life(), f.number(), Arrays.toString(f.submission())));
        }

        @Override
        public void onTouched(int from, long[] sessionIds) {
            all.add(Arrays.toString(sessionIds));
        }
    }

    private static Object comparable(Message.Propose p) {
        return List.of(
                p.session(), p.proposal().zxid(), Arrays.toString(p.proposal().txn()));
    }

    private static LinkWriter writer() {
        return new LinkWriter(new LinkWriter.ProposalFrames());
    }

    private static List<byte[]> allFrames() {
        LinkWriter writer = writer();
        MESSAGES.forEach(writer::say);
        List<byte[]> frames = new ArrayList<>(writer.take());
        frames.add(PeerCodec.forwarded(3, 5, 17, TXN));
        frames.add(PeerCodec.numbers(PeerCodec.TOUCHED, 1, -1, Long.MAX_VALUE));
        frames.add(PeerCodec.numbers(PeerCodec.TOUCHED));
        frames.add(PeerCodec.numbers(PeerCodec.SNAPSHOT_CREDIT, 2));
        frames.add(PeerCodec.numbers(PeerCodec.SNAPSHOT_START, 5, 7, 6, 4711, 1));
        frames.add(PeerCodec.numbers(PeerCodec.SNAPSHOT_FROM, 5, 3));
        frames.add(PeerCodec.chunk(TXN));
        frames.add(PeerCodec.snapshotTail(List.of(new Proposal(7, TXN))));
        frames.add(PeerCodec.numbers(PeerCodec.SNAPSHOT_TAKEN, 5));
        frames.add(PeerCodec.numbers(PeerCodec.SNAPSHOT_END, 5));
        return frames;
    }

    private static Heard read(List<byte[]> frames) {
        Heard heard = new Heard();
        LinkReader reader = new LinkReader(2, heard, heard);
        frames.forEach(reader::read);
        return heard;
    }

    @Test
    void every_message_arrives_as_it_was_said() {
        LinkWriter writer = writer();
        MESSAGES.forEach(writer::say);
        List<Object> expected = new ArrayList<>();
        for (Message m : MESSAGES) {
            expected.add(m instanceof Message.Propose p ? comparable(p) : m);
        }
        assertThat(read(writer.take()).all).isEqualTo(expected);
        assertThat(writer.take()).isEmpty();
    }

    @Test
    void a_proposal_is_encoded_once_for_all_learners() {
        LinkWriter.ProposalFrames shared = new LinkWriter.ProposalFrames();
        LinkWriter one = new LinkWriter(shared);
        LinkWriter other = new LinkWriter(shared);
        Proposal proposal = new Proposal(5, TXN);
        one.say(new Message.Propose(1, proposal));
        other.say(new Message.Propose(9, proposal));
        assertThat(one.take().get(1)).isSameAs(other.take().get(1));
    }

    @Test
    void what_is_not_the_cores_business_arrives_too() {
        Heard heard = read(List.of(
                PeerCodec.forwarded(3, 5, 17, TXN),
                PeerCodec.forwarded(3, 5, 18, new byte[0]),
                PeerCodec.numbers(PeerCodec.TOUCHED, 1, -1),
                PeerCodec.numbers(PeerCodec.SYNC_ASKED, 3, 8),
                PeerCodec.numbers(PeerCodec.SYNC_ANSWERED, 8, 9),
                PeerCodec.numbers(PeerCodec.SNAPSHOT_START, 5, 7, 6, 4711, 1),
                PeerCodec.numbers(PeerCodec.SNAPSHOT_FROM, 5, 3),
                PeerCodec.numbers(PeerCodec.SNAPSHOT_CREDIT, 2),
                PeerCodec.numbers(PeerCodec.SNAPSHOT_TAKEN, 5)));
        assertThat(heard.all)
                .containsExactly(
                        List.of(3L, 5L, 17L, Arrays.toString(TXN)),
                        List.of(3L, 5L, 18L, "[]"),
                        "[1, -1]",
                        new PeerFrame.SyncAsked(3, 8),
                        new PeerFrame.SyncAnswered(8, 9),
                        new PeerFrame.SnapshotStart(5, 7, 6, 4711, 1),
                        "from 5 3",
                        "credit 2",
                        "taken 5");
    }

    @Test
    void the_transactions_behind_a_snapshot_arrive() {
        byte[] frame = PeerCodec.snapshotTail(List.of(new Proposal(7, TXN), new Proposal(8, new byte[] {1})));
        PeerFrame.SnapshotTail tail = (PeerFrame.SnapshotTail) PeerCodec.decode(frame);
        assertThat(tail.proposals()).extracting(Proposal::zxid).containsExactly(7L, 8L);
        assertThat(tail.proposals().get(0).txn()).isEqualTo(TXN);
    }

    @Test
    void frames_out_of_place_are_refused() {
        assertThatThrownBy(() -> read(List.of(PeerCodec.proposed(new Proposal(1, TXN)))))
                .hasMessageContaining("no bond");
        assertThatThrownBy(() -> read(List.of(PeerCodec.chunk(TXN)))).hasMessageContaining("no snapshot");
    }

    @Test
    void a_frame_cut_anywhere_is_refused() {
        for (byte[] frame : allFrames()) {
            for (int length = 0; length < frame.length; length++) {
                byte[] cut = Arrays.copyOf(frame, length);
                assertThatThrownBy(() -> PeerCodec.decode(cut)).isInstanceOf(FormatException.class);
            }
        }
    }

    @Test
    void a_frame_damaged_anywhere_is_refused() {
        Random luck = new Random(1);
        for (byte[] frame : allFrames()) {
            for (int round = 0; round < 200; round++) {
                byte[] damaged = frame.clone();
                damaged[luck.nextInt(damaged.length)] ^= (byte) (1 + luck.nextInt(255));
                assertThatThrownBy(() -> PeerCodec.decode(damaged)).isInstanceOf(FormatException.class);
            }
        }
    }

    /** With a right checksum: a peer that is wrong, not a wire that is. */
    @Test
    void a_frame_of_nonsense_is_refused_or_read_and_nothing_else() {
        Random luck = new Random(2);
        int refused = 0;
        for (int round = 0; round < 50_000; round++) {
            Output body = new Output();
            int length = luck.nextInt(40);
            for (int i = 0; i < length; i++) {
                body.u8(luck.nextInt(256));
            }
            byte[] frame = PeerCodec.frame(luck.nextInt(50), body);
            try {
                read(List.of(frame));
            } catch (FormatException e) {
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }
}
