package io.latchkey.client.session;

/**
 * A place in the queue of a lock, as a server tells of it.
 *
 * @param path  of the entry
 * @param czxid of the entry, 0 when there is none
 */
public record Place(String path, long czxid, State state) {
    /** How a place stands. */
    public enum State {
        /** Others are before it. */
        QUEUED,
        /** It holds the lock. */
        GRANTED,
        /** It was taken away. */
        GONE
    }

    private static final State[] STATES = State.values();

    static Place read(JuteReader in, Chroot chroot) {
        String path = chroot.toClient(in.readString());
        long czxid = in.readLong();
        int state = in.readInt();
        if (state < 0 || state >= STATES.length) {
            throw new MalformedFrameException("no state of a place: " + state);
        }
        return new Place(path, czxid, STATES[state]);
    }
}
