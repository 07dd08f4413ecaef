package io.latchkey.zab.core;

/**
 * One server of the ensemble, as the configuration names it.
 *
 * @param id 1 to {@link #ID_MAX}
 * @param weight how much its vote counts, 0 to {@link #WEIGHT_MAX}; an observer's never does
 * @param disk label of the disk that the vote belongs to: 0 for that of a voter of the first hour. A server whose disk
 *     was lost comes back with another label, and what it said before counts no more
 * @param address where the others reach it, empty if that is known otherwise; no matter of the core's
 */
public record Member(int id, Kind kind, int weight, long disk, String address) {
    public static final int ID_MAX = 254;
    public static final int WEIGHT_MAX = 1_000;

    /** Whether a member has a vote. */
    public enum Kind {
        VOTER,
        /** Follows, and is fed what is committed. */
        OBSERVER
    }

    public Member {
        if (id < 1 || id > ID_MAX) {
            throw new IllegalArgumentException("server id " + id + " is not within 1 to " + ID_MAX);
        }
        if (weight < 0 || weight > WEIGHT_MAX) {
            throw new IllegalArgumentException(
                    "weight " + weight + " of server " + id + " is not within 0 to " + WEIGHT_MAX);
        }
    }

    /** A voter of the first hour with one vote. */
    public static Member voter(int id, String address) {
        return new Member(id, Kind.VOTER, 1, 0, address);
    }

    public static Member observer(int id, String address) {
        return new Member(id, Kind.OBSERVER, 0, 0, address);
    }

    public boolean isVoter() {
        return kind == Kind.VOTER;
    }

    public Member withDisk(long label) {
        return new Member(id, kind, weight, label, address);
    }
}
