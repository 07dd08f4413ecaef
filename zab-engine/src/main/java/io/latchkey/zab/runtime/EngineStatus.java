package io.latchkey.zab.runtime;

import java.util.List;

/**
 * Figures of one server's engine.
 *
 * @param lastZxid the last proposal in the history
 * @param committedZxid the last one committed and applied
 * @param pending submissions taken and not yet committed
 * @param journalBytes disk space that the journal takes
 * @param lastSnapshotZxid newest durable snapshot, 0 if none
 * @param learners on the leader, one for each other server; else empty
 * @param past of this server's earlier lives in this process
 */
public record EngineStatus(
        ServerState state,
        long lastZxid,
        long committedZxid,
        int pending,
        long journalBytes,
        long lastSnapshotZxid,
        List<LearnerStatus> learners,
        DiskStatus disk,
        Past past) {
    /** @param ackedZxid everything up to here is durable there, as far as the leader knows */
    public record LearnerStatus(int serverId, boolean linked, boolean upToDate, long ackedZxid) {}
}
