package io.latchkey.zab.runtime;

import java.util.List;
import java.util.Map;

/**
 * Links to the other servers of the ensemble: at most one a pair, ordered, reliable while it lasts. A link that was
 * lost and came back is a new one with a higher number; what was sent on the old one is gone.
 *
 * <p>A transport bounds what it holds for a peer that reads too slowly, and breaks the link at that bound.
 */
public interface PeerTransport extends AutoCloseable {
    /** The largest frame that a transport must be able to carry, in bytes. */
    int FRAME_BYTES_MAX = 4 << 20;

    /** The version of the peer protocol since when a leader understands a forwarded request to take a place in queues. */
    int ACQUIRE_VERSION = 3;

    /** For an ensemble of one: nobody to talk to. */
    static PeerTransport none() {
        return new NoPeers();
    }

    /** Starts to connect and to accept; the listener is called from the transport's threads, in order for each peer. */
    void start(Listener listener);

    /**
     * The ensemble consists of these servers from now on; may be called before {@link #start}, and from any thread. A
     * transport that was never told keeps to the servers that it was made with.
     *
     * @param addressById {@link io.latchkey.zab.core.Member#address} of each, this one included if it belongs to the
     *     ensemble; empty where only the transport's own settings know the address
     */
    void peersChanged(Map<Integer, String> addressById);

    /** Any thread, never blocks. Frames for a link that is no longer the peer's are dropped. */
    void send(int peer, long link, List<byte[]> frames);

    /** Breaks the link: the peer misbehaves or lags hopelessly. The listener hears of it. */
    void reset(int peer, long link);

    /** The listener hears nothing after this has returned. May be called again, and before {@link #start}. */
    @Override
    void close();

    /** The engine's ear. */
    interface Listener {
        /** @param version of the peer protocol that both speak on this link */
        void onLinkUp(int peer, long link, int version);

        void onLinkDown(int peer, long link);

        /** A whole frame, of at most the transport's frame limit. */
        void onFrame(int peer, long link, byte[] frame);
    }
}
