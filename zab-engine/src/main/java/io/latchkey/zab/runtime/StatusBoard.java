package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Zab;
import io.latchkey.zab.core.ZabStatus;
import java.util.List;

/** The figures that any thread may read, as the engine thread wrote them last. */
final class StatusBoard {
    private final Zab zab;
    private final Inbox inbox;
    private final LogWriter log;
    private final Snapshots snapshots;
    private final Past past;
    private volatile EngineStatus status;

    StatusBoard(EngineParts parts, ServerState state) {
        zab = parts.zab();
        inbox = parts.inbox();
        log = parts.log();
        snapshots = parts.snapshots();
        past = parts.past();
        status = figures(state);
    }

    /** Any thread. */
    EngineStatus status() {
        return status;
    }

    /** Engine thread. */
    void update(ServerState state) {
        status = figures(state);
    }

    private EngineStatus figures(ServerState state) {
        ZabStatus core = zab.status();
        List<EngineStatus.LearnerStatus> learners = core.learners().stream()
                .map(l -> new EngineStatus.LearnerStatus(l.id(), l.linked(), l.upToDate(), l.ackedZxid()))
                .toList();
        return new EngineStatus(
                state,
                core.lastZxid(),
                core.committedZxid(),
                inbox.pending(),
                log.journalBytes(),
                snapshots.lastZxid(),
                learners,
                log.disk(),
                past);
    }
}
