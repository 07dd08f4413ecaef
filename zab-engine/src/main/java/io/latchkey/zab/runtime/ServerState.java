package io.latchkey.zab.runtime;

import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Role;

/**
 * What this server is to its ensemble.
 *
 * @param epoch the epoch last accepted
 * @param leader server id of the leader, or -1
 * @param interregnum it has lost its leader a moment ago, and serves on in the hope of the next one: writes are taken
 *     and wait, reads show the tree as it was
 */
public record ServerState(int serverId, Role role, Phase phase, long epoch, int leader, boolean interregnum) {
    /** Outside of an interregnum. */
    public ServerState(int serverId, Role role, Phase phase, long epoch, int leader) {
        this(serverId, role, phase, epoch, leader, false);
    }

    /** A server that has no part in anything. */
    static ServerState apart(int serverId, long epoch) {
        return new ServerState(serverId, Role.LOOKING, Phase.ELECTION, epoch, -1);
    }

    /** Clients are served in broadcast, and in an interregnum; otherwise they are to look for another server. */
    public boolean serving() {
        return inBroadcast() || interregnum;
    }

    /** It has a leader, which may be itself, and what that commits is applied here. */
    public boolean inBroadcast() {
        return phase == Phase.BROADCAST;
    }

    public boolean leading() {
        return inBroadcast() && role == Role.LEADING;
    }

    ServerState withInterregnum(boolean lasts) {
        return new ServerState(serverId, role, phase, epoch, leader, lasts);
    }
}
