package io.latchkey.zab.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Preparer;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnapshotSenderTest {
    private static final int PEER = 2;
    private static final long LINK = 7;

    /** Remembers the kinds of the frames that were sent, in order. */
    private static final class Sent implements PeerTransport {
        private final List<Integer> kinds = new ArrayList<>();
        private int resets;

        @Override
        public void start(Listener listener) {}

        @Override
        public void peersChanged(Map<Integer, String> addressById) {}

        @Override
        public synchronized void send(int peer, long link, List<byte[]> frames) {
            assertThat(peer).isEqualTo(PEER);
            assertThat(link).isEqualTo(LINK);
            frames.forEach(frame -> kinds.add((int) frame[1]));
            notifyAll();
        }

        synchronized void await(int count) throws InterruptedException {
            while (kinds.size() < count) {
                wait(30_000);
            }
        }

        synchronized List<Integer> kinds() {
            return List.copyOf(kinds);
        }

        @Override
        public synchronized void reset(int peer, long link) {
            resets++;
        }

        synchronized int resets() {
            return resets;
        }

        @Override
        public void close() {}
    }

    private final Sent sent = new Sent();
    private final Inbox inbox = new Inbox(1, 1 << 20, (peer, link) -> {});
    private final SnapshotSender sender = sender(List.of());

    private SnapshotSender sender(List<Proposal> tail) {
        return new SnapshotSender(
                sent,
                inbox,
                PEER,
                LINK,
                new SnapshotOffer(5, 10 + tail.size(), tree(), tail),
                new Pace(1L << 40, () -> 0));
    }

    /** Of a little more than 10 chunks: data that can't be compressed. */
    private static DataTree tree() {
        Preparer preparer = new Preparer(List.of());
        DataTree tree = DataTree.empty();
        Random luck = new Random(1);
        for (int i = 1; i <= 10; i++) {
            byte[] data = new byte[SnapshotOffer.CHUNK_BYTES];
            luck.nextBytes(data);
            Request create = new Request.Create("/n" + i, data, Acl.OPEN, CreateMode.PERSISTENT);
            tree = preparer.prepare(tree, i, 1, 0, 0, Submission.ofServer(create))
                    .applied()
                    .tree();
        }
        return tree;
    }

    private static void awaitStandstill() {
        while (Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().equals("latchkey-snapshot-to-" + PEER)
                        && thread.getState() != Thread.State.WAITING)) {
            Thread.onSpinWait();
        }
    }

    @Test
    void so_many_chunks_are_under_way_as_the_peer_has_taken() throws InterruptedException {
        sender.start(0);
        sent.await(8);
        awaitStandstill();
        assertThat(sent.kinds()).hasSize(8).containsOnly(PeerCodec.SNAPSHOT_CHUNK);
        sender.credit(1);
        sent.await(9);
        awaitStandstill();
        assertThat(sent.kinds()).hasSize(9);
        inbox.onLinkUp(PEER, LINK, PeerTransport.ACQUIRE_VERSION);
        sender.credit(1_000);
        sent.await(11);
        awaitStandstill();
        assertThat(sent.kinds()).hasSize(11).containsOnly(PeerCodec.SNAPSHOT_CHUNK);
        sender.taken();
        sender.join();
        assertThat(sent.kinds()).hasSize(12).endsWith(PeerCodec.SNAPSHOT_END);
        Intake intake = new Intake();
        inbox.take(intake, false);
        assertThat(intake.mails.get(0).snapshotSent()).isTrue();
    }

    @Test
    void what_the_peer_has_already_is_not_sent_again_and_the_transactions_behind_it_follow() {
        SnapshotSender rest = sender(List.of(new Proposal(11, new byte[] {1}), new Proposal(12, new byte[] {2})));
        rest.taken();
        rest.start(9);
        rest.join();
        assertThat(sent.kinds())
                .containsExactly(
                        PeerCodec.SNAPSHOT_CHUNK,
                        PeerCodec.SNAPSHOT_CHUNK,
                        PeerCodec.SNAPSHOT_TAIL,
                        PeerCodec.SNAPSHOT_END);
    }

    @Test
    void a_peer_that_claims_more_than_there_is_loses_its_link() {
        sender.start(1_000);
        sender.join();
        assertThat(sent.kinds()).isEmpty();
        assertThat(sent.resets()).isEqualTo(1);
    }

    @Test
    void it_ends_with_its_link() throws InterruptedException {
        sender.start(0);
        sent.await(8);
        sender.cancel();
        sender.join();
        assertThat(sent.kinds()).hasSize(8);
    }
}
