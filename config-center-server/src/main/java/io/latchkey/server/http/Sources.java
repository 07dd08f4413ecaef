package io.latchkey.server.http;

import io.latchkey.server.cluster.ClusterView;
import io.latchkey.server.lease.LeaseDesk;
import io.latchkey.server.lock.LockWatch;
import io.latchkey.server.zk.ClientConnection;
import io.latchkey.zab.runtime.ZabServer;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the HTTP server tells of.
 *
 * @param cluster tells who belongs to the ensemble, and how the others are
 * @param clients the connections of the client protocol to this server; called on event loops, must not block
 * @param locks watches over locks; started by its owner
 * @param leases what it grants to clients that want locks
 */
public record Sources(
        ZabServer engine,
        ClusterView cluster,
        Supplier<List<ClientConnection>> clients,
        LockWatch locks,
        LeaseDesk leases) {}
