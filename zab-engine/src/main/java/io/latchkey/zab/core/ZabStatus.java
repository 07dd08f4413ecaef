package io.latchkey.zab.core;

import java.util.List;

/**
 * Where one server stands.
 *
 * @param leader its id, or -1
 * @param ignored messages that had no meaning for the role they met
 * @param voting whether it has a vote, as far as it knows: an observer, a server that is no member, or one that has
 *     lost its disk and is not yet readmitted has none
 * @param config the latest configuration in its history, committed or not
 * @param learners on the leader, one for each other server that it knows; else empty
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
        boolean voting,
        QuorumConfig config,
        List<LearnerStatus> learners) {
    /**
     * @param voter whether what it acks counts
     * @param ackedZxid everything up to here is durable there as far as the leader knows; 0 if it knows nothing
     */
    public record LearnerStatus(int id, boolean voter, boolean linked, boolean upToDate, long ackedZxid) {}
}
