package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Role;

/**
 * What this server is to its ensemble.
 *
 * @param epoch the epoch last accepted
 * @param leader server id of the leader, or -1
 */
public record ServerState(int serverId, Role role, Phase phase, long epoch, int leader) {
    /** A server that has no part in anything. */
    static ServerState apart(int serverId, long epoch) {
        return new ServerState(serverId, Role.LOOKING, Phase.ELECTION, epoch, -1);
    }

    /** Clients are served in broadcast only; otherwise they are to look for another server. */
    public boolean serving() {
        return phase == Phase.BROADCAST;
    }

    public boolean leading() {
        return serving() && role == Role.LEADING;
    }
}
