package io.latchkey.zab.core;

import java.util.List;

/**
 * Where one server stands.
 *
 * @param leader its id, or -1
 * @param ignored messages that had no meaning for the role they met
 * @param learners on the leader, one for each other voter; else empty
 */
public record ZabStatus(
        int self,
        Role role,
        Phase phase,
        int leader,
        long acceptedEpoch,
        long currentEpoch,
        long lastZxid,
        long committedZxid,
        long floorZxid,
        long ignored,
        List<LearnerStatus> learners) {
    /** @param ackedZxid everything up to here is durable there as far as the leader knows; 0 if it knows nothing */
    public record LearnerStatus(int id, boolean linked, boolean upToDate, long ackedZxid) {}
}
