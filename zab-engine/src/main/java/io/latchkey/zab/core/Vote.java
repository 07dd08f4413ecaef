package io.latchkey.zab.core;

/** A vote for a server, ordered by how recent that server's history is; of equals, the higher id wins. */
public record Vote(long currentEpoch, long lastZxid, int server) implements Comparable<Vote> {
    /** Of a server that may not lead, as long as it knows of no other that may. */
    static final Vote NOBODY = new Vote(0, Zxid.NONE, 0);

    @Override
    public int compareTo(Vote other) {
        int order = Long.compare(currentEpoch, other.currentEpoch);
        if (order == 0) {
            order = Long.compare(lastZxid, other.lastZxid);
        }
        return order != 0 ? order : Integer.compare(server, other.server);
    }
}
