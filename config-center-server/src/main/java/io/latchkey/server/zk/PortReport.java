package io.latchkey.server.zk;

import io.latchkey.server.ops.ServerReport;
import io.latchkey.server.view.LoopView;
import io.latchkey.zab.runtime.EngineStatus;
import io.latchkey.zab.runtime.ServerState;
import io.latchkey.zab.tree.DataTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** What the client port tells of itself, as one of its loops sees it. */
final class PortReport implements ServerReport {
    private final ZkServer server;
    private final LoopView view;
    private final List<ZkLoop> loops;

    PortReport(ZkServer server, LoopView view, List<ZkLoop> loops) {
        this.server = server;
        this.view = view;
        this.loops = loops;
    }

    @Override
    public ServerState state() {
        return view.state();
    }

    @Override
    public EngineStatus engine() {
        return server.engine().status();
    }

    @Override
    public DataTree tree() {
        return view.tree();
    }

    @Override
    public Figures figures() {
        long received = 0;
        long sent = 0;
        long answered = 0;
        long sumNanos = 0;
        long maxNanos = 0;
        long watches = 0;
        long paths = 0;
        long watchers = 0;
        for (ZkLoop loop : loops) {
            Traffic traffic = loop.traffic();
            received += traffic.receivedCount();
            sent += traffic.sentCount();
            answered += traffic.answeredCount();
            sumNanos += traffic.latencySumNanos();
            maxNanos = Math.max(maxNanos, traffic.latencyMaxNanos());
            watches += loop.watches().total();
            paths += loop.watches().paths();
            watchers += loop.watches().watchers();
        }
        List<ClientConnection> clients = server.connections();
        long queued = clients.stream().mapToLong(ClientConnection::queued).sum();
        double averageMs = answered == 0 ? 0 : sumNanos / 1e6 / answered;
        long maxMs = TimeUnit.NANOSECONDS.toMillis(maxNanos);
        return new Figures(0, averageMs, maxMs, received, sent, clients.size(), queued, watches, paths, watchers);
    }

    @Override
    public List<String> clients(boolean brief) {
        List<String> lines = new ArrayList<>();
        for (ClientConnection client : server.connections()) {
            lines.add(line(client, brief));
        }
        return lines;
    }

    private static String line(ClientConnection c, boolean brief) {
        String counts =
                " " + c.address() + "[1](queued=" + c.queued() + ",recved=" + c.received() + ",sent=" + c.sent();
        if (brief || c.sessionId() == 0) {
            return counts + ")";
        }
        String xid = c.lastXid() < 0 ? "" : ",lcxid=0x" + Integer.toHexString(c.lastXid());
        return counts + ",sid=0x" + Long.toHexString(c.sessionId()) + ",est=" + c.establishedMs() + ",to="
                + c.timeoutMs() + xid + ",lzxid=0x" + Long.toHexString(c.lastZxid()) + ")";
    }

    @Override
    public Map<String, String> settings() {
        ZkConfig config = server.config();
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("clientPort", Integer.toString(server.port()));
        settings.put("clientPortAddress", config.address());
        settings.put("tickTime", Integer.toString(config.tickMs()));
        settings.put("maxClientCnxns", Integer.toString(config.maxClientCnxns()));
        settings.put("minSessionTimeout", Integer.toString(config.minSessionTimeoutMs()));
        settings.put("maxSessionTimeout", Integer.toString(config.maxSessionTimeoutMs()));
        settings.put("serverId", Integer.toString(config.serverId()));
        new TreeMap<>(config.settings()).forEach(settings::putIfAbsent);
        return settings;
    }
}
