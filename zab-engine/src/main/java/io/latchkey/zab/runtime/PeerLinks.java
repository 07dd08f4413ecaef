package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.format.FormatException;
import io.latchkey.zab.tree.DataTree;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The links to the other servers, as the engine thread knows them, and what is to be sent on each. */
final class PeerLinks implements LinkReader.SnapshotHandler {
    private static final Logger log = LoggerFactory.getLogger(PeerLinks.class);

    /** So that a frame of session ids stays far below the limit. */
    private static final int TOUCHES_PER_FRAME = 1 << 16;

    /** A link that is up. */
    private static final class Link {
        final int peer;
        final long number;
        final int version;
        final LinkWriter writer;
        final LinkReader reader;
        boolean broken;

        @Nullable
        SnapshotSender snapshot; // while it is being sent, everything else waits

        Link(int peer, long number, int version, LinkWriter writer, LinkReader reader) {
            this.peer = peer;
            this.number = number;
            this.version = version;
            this.writer = writer;
            this.reader = reader;
        }
    }

    private final PeerTransport transport;
    private final Inbox inbox;
    private final LinkReader.Handler handler;
    /** What may wait for a snapshot to be sent before the link is given up. */
    private final long heldBytesMax;

    private final SnapshotOffers offers;
    private final Downloads downloads;
    private final long sendBytesPerSecond;
    private final LongSupplier nanoClock;
    private final LinkWriter.ProposalFrames proposals = new LinkWriter.ProposalFrames();
    private final @Nullable Link[] links = new Link[256]; // by server id

    PeerLinks(EngineParts parts, LinkReader.Handler handler) {
        transport = parts.peers();
        inbox = parts.inbox();
        this.handler = handler;
        heldBytesMax = 2 * parts.config().pendingBytesMax();
        offers = new SnapshotOffers(parts.zab().history());
        downloads = parts.downloads();
        sendBytesPerSecond = parts.config().snapshotRates().sendBytesPerSecond();
        nanoClock = parts.nanoClock();
    }

    /** Number of the peer's link, or {@link Mailbox#NO_LINK}. */
    long number(int peer) {
        Link link = links[peer];
        return link == null ? Mailbox.NO_LINK : link.number;
    }

    /** Of the peer protocol that is spoken with this peer; 0 if there is no link. */
    int version(int peer) {
        Link link = links[peer];
        return link == null ? 0 : link.version;
    }

    void up(int peer, long number, int version) {
        links[peer] = new Link(peer, number, version, new LinkWriter(proposals), new LinkReader(peer, handler, this));
    }

    void down(int peer) {
        Link link = links[peer];
        if (link != null && link.snapshot != null) {
            link.snapshot.cancel();
            offers.broke(peer, link.snapshot.offer());
        }
        links[peer] = null;
    }

    /** What the peer says, each in turn; after something malformed, nothing more. */
    void read(int peer, List<byte[]> frames) {
        Link link = links[peer];
        for (int i = 0; link != null && !link.broken && i < frames.size(); i++) {
            try {
                link.reader.read(frames.get(i));
            } catch (FormatException e) {
                reset(peer, "it sent what can't be read: " + e.getMessage());
            }
        }
    }

    /** Gives up the link to the peer; a new one may come. */
    void reset(int peer, String why) {
        Link link = links[peer];
        if (link != null && !link.broken) {
            log.warn("the link to server {} is reset: {}", peer, why);
            link.broken = true;
            transport.reset(peer, link.number);
        }
    }

    /** From now on these are the servers to be linked with. */
    void reconfigured(QuorumConfig config) {
        Map<Integer, String> addresses = new TreeMap<>();
        config.outgoing().forEach(m -> addresses.put(m.id(), m.address()));
        config.members().forEach(m -> addresses.put(m.id(), m.address()));
        transport.peersChanged(addresses);
    }

    void send(int peer, Message message) {
        Link link = links[peer];
        if (link != null) {
            link.writer.say(message);
        }
    }

    /** Offers the tree, and holds back what is said later until the peer has taken it. */
    void sendSnapshot(int peer, long session, DataTree tree) {
        Link link = links[peer];
        if (link == null) {
            return;
        }
        if (link.snapshot != null) {
            reset(peer, "it needs another snapshot before it has taken the last one");
            return;
        }
        SnapshotOffer offer = offers.offer(peer, session, tree);
        link.writer.add(offer.startFrame());
        flush(link);
        link.snapshot =
                new SnapshotSender(transport, inbox, peer, link.number, offer, new Pace(sendBytesPerSecond, nanoClock));
    }

    void snapshotSent(int peer) {
        Link link = links[peer];
        if (link != null) {
            link.snapshot = null;
            offers.sent(peer);
        }
    }

    @Override
    public void onFrom(int peer, long session, long chunks) {
        SnapshotSender sender = sender(peer, session);
        if (sender != null) {
            if (sender.isStarted() || chunks < 0) {
                throw new FormatException("a snapshot is asked for twice, or from chunk " + chunks);
            }
            log.info("a snapshot goes to server {}{}", peer, chunks == 0 ? "" : ", from chunk " + chunks + " on");
            sender.start(chunks);
        }
    }

    @Override
    public void onCredit(int peer, int chunks) {
        Link link = links[peer];
        if (link != null && link.snapshot != null) {
            link.snapshot.credit(chunks);
        }
    }

    @Override
    public void onTaken(int peer, long session) {
        SnapshotSender sender = sender(peer, session);
        if (sender != null) {
            sender.taken();
        }
    }

    private @Nullable SnapshotSender sender(int peer, long session) {
        Link link = links[peer];
        SnapshotSender sender = link == null ? null : link.snapshot;
        return sender != null && sender.offer().session() == session ? sender : null;
    }

    @Override
    public void onStart(int peer, PeerFrame.SnapshotStart start) {
        Link link = links[peer];
        if (link != null) {
            long chunks = downloads.start(peer, link.number, start);
            link.writer.add(PeerCodec.numbers(PeerCodec.SNAPSHOT_FROM, start.session(), chunks));
        }
    }

    @Override
    public Download current() {
        return downloads.current();
    }

    @Override
    public ReceivedSnapshot onEnd(long session) {
        return downloads.end(session);
    }

    /** After all that came has been dealt with: a snapshot that nobody has kept goes. */
    void settle() {
        downloads.settle();
    }

    void forward(int leader, PeerFrame.Forwarded f) {
        Link link = links[leader];
        if (link != null) {
            link.writer.add(PeerCodec.forwarded(f.epoch(), f.life(), f.number(), f.submission()));
        }
    }

    void askSync(int leader, long epoch, long number) {
        Link link = links[leader];
        if (link != null) {
            link.writer.add(PeerCodec.numbers(PeerCodec.SYNC_ASKED, epoch, number));
        }
    }

    void answerSync(int peer, long number, long zxid) {
        Link link = links[peer];
        if (link != null) {
            link.writer.add(PeerCodec.numbers(PeerCodec.SYNC_ANSWERED, number, zxid));
        }
    }

    void touch(int leader, long[] sessionIds) {
        Link link = links[leader];
        for (int from = 0; link != null && from < sessionIds.length; from += TOUCHES_PER_FRAME) {
            int to = Math.min(from + TOUCHES_PER_FRAME, sessionIds.length);
            link.writer.add(PeerCodec.numbers(PeerCodec.TOUCHED, Arrays.copyOfRange(sessionIds, from, to)));
        }
    }

    /** Sends what has gathered: the frames for one peer leave as one list. */
    void flush() {
        for (Link link : links) {
            if (link != null) {
                flush(link);
            }
        }
        proposals.forget();
    }

    private void flush(Link link) {
        if (link.snapshot != null) {
            if (link.writer.bytes() > heldBytesMax) {
                reset(link.peer, "too much waits for it to take a snapshot");
            }
            return;
        }
        List<byte[]> frames = link.writer.take();
        if (!frames.isEmpty() && !link.broken) {
            transport.send(link.peer, link.number, frames);
        }
    }

    /** Sends nothing more; returns when no thread of a link runs any more. */
    void close() {
        for (int peer = 0; peer < links.length; peer++) {
            Link link = links[peer];
            down(peer);
            if (link != null && link.snapshot != null) {
                link.snapshot.join();
            }
        }
        downloads.close();
    }
}
