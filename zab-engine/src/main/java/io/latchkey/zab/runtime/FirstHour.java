package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Zab;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells, now and then, whom a server with an empty disk waits for. Engine thread. */
final class FirstHour {
    private static final Logger log = LoggerFactory.getLogger(FirstHour.class);
    private static final int EVERY_MS = 5_000;

    private final int everyTicks;
    private int ticks;

    FirstHour(int tickMs) {
        everyTicks = Math.max(1, EVERY_MS / tickMs);
    }

    void onTick(Zab zab) {
        if (++ticks % everyTicks != 0) {
            return;
        }
        List<Integer> awaited = zab.awaited();
        if (!awaited.isEmpty()) {
            log.info(
                    "the data directory is empty, so this server has no vote yet. If the cluster is new, it starts once"
                            + " all its servers are up: waiting for {}. If it is not, a majority of the others lets this"
                            + " server in by itself",
                    awaited.size() == 1 ? "server " + awaited.get(0) : "servers " + awaited);
        }
    }
}
