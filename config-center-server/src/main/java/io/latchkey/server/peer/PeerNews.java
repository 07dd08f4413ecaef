package io.latchkey.server.peer;

/**
 * What servers tell each other about themselves, beside what their engines say: for people who look at one of them and
 * want to see all. Nothing depends on it. Called on the loop of the links.
 */
public interface PeerNews {
    /** Longest news, in bytes. */
    int BYTES_MAX = 4_096;

    /** Nothing to tell, and nobody who listens. */
    PeerNews NONE = new PeerNews() {
        @Override
        public byte[] own() {
            return new byte[0];
        }

        @Override
        public void heard(int peer, byte[] news) {
            // nobody listens
        }

        @Override
        public void lost(int peer) {
            // nobody listens
        }
    };

    /** What this server has to tell now, of at most {@link #BYTES_MAX} bytes. */
    byte[] own();

    /** @param news as the peer sent it, well-formed or not */
    void heard(int peer, byte[] news);

    /** The link to it is down: what it told is out of date. */
    void lost(int peer);
}
