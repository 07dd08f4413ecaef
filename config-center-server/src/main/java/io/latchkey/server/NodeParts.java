package io.latchkey.server;

import io.latchkey.server.cluster.Membership;
import io.latchkey.server.http.HttpConfig;
import io.latchkey.server.lease.LeaseDesk;
import io.latchkey.server.zk.SessionIds;
import io.latchkey.server.zk.ZkConfig;
import io.latchkey.server.zk.ZkLimits;
import io.latchkey.zab.core.Member;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.runtime.EngineConfig;
import io.latchkey.zab.storage.DiskConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** What each part of a node needs to know, out of the configuration of the whole. */
final class NodeParts {
    /** More loops than cores only wait for each other; more than a few, for the engine. */
    private static final int LOOPS_MAX = 8;

    private static final int DISCOVERY_LIMIT_MS = 1_000;

    /** An election and its aftermath, some times over. */
    private static final int INTERREGNUM_MS_MAX = 2_000;

    private final ServerConfig config;

    NodeParts(ServerConfig config) {
        this.config = config;
    }

    /** Event loops that serve clients. */
    static int loops() {
        return Math.min(Runtime.getRuntime().availableProcessors(), LOOPS_MAX);
    }

    DiskConfig disk() {
        DiskConfig usual = DiskConfig.of(config.dataDir());
        return new DiskConfig(
                config.dataDir(),
                config.logDir(),
                usual.segmentBytes(),
                usual.recordBytesMax(),
                config.servers().size() > 1,
                config.freeBytesMin());
    }

    EngineConfig engine() {
        ServerConfig.Engine engine = config.engine();
        ZabConfig usual = ZabConfig.of(config.id(), QuorumConfig.of(members()));
        long epochStart = engine.shortEpochs() ? Zxid.LATE_START : usual.epochStart();
        ZabConfig zab = new ZabConfig(
                config.id(),
                usual.quorum(),
                usual.electionQuietTicks(),
                ticks(DISCOVERY_LIMIT_MS),
                ticks(engine.initLimitMs()),
                ticks(engine.syncLimitMs()),
                usual.historyKeep(),
                usual.diffBytesMax(),
                Zxid.COUNTER_MAX - epochStart,
                epochStart);
        EngineConfig defaults = EngineConfig.of(zab);
        return new EngineConfig(
                zab,
                engine.tickMs(),
                defaults.sessionBucketTicks(),
                interregnumMs() / engine.tickMs(),
                engine.pendingMax(),
                engine.pendingBytesMax(),
                engine.snapshotTxns(),
                engine.snapshotBytes(),
                engine.snapshotsKept(),
                defaults.containerCheckTicks(),
                engine.snapshotRates());
    }

    Membership membership() {
        return new Membership(QuorumConfig.of(members()));
    }

    private List<Member> members() {
        List<Member> members = new ArrayList<>();
        config.servers().forEach((id, entry) -> members.add(entry.member(id)));
        return members;
    }

    /** Rounded up: nobody is given up early. */
    private int ticks(int ms) {
        return Math.max(2, (ms + config.engine().tickMs() - 1) / config.engine().tickMs());
    }

    /** Who is turned away after it has time to find another server before its session ends. */
    private int interregnumMs() {
        return Math.min(INTERREGNUM_MS_MAX, config.clients().minSessionTimeoutMs() / 3);
    }

    ZkConfig clients() {
        ServerConfig.Clients clients = config.clients();
        return new ZkConfig(
                clients.address(),
                clients.port(),
                config.id(),
                clients.tickTimeMs(),
                clients.minSessionTimeoutMs(),
                clients.maxSessionTimeoutMs(),
                clients.maxPerAddress(),
                clients.frameBytesMax(),
                clients.superDigest(),
                clients.fourLetterWords(),
                loops(),
                ZkLimits.DEFAULT,
                Map.of(
                        "dataDir", config.dataDir().toString(),
                        "dataLogDir", config.logDir().toString()));
    }

    /** Leases are sessions: the same rules. */
    LeaseDesk leases() {
        ServerConfig.Clients clients = config.clients();
        return new LeaseDesk(
                new SessionIds(config.id()),
                clients.minSessionTimeoutMs(),
                clients.maxSessionTimeoutMs(),
                LeaseDesk.WAITS_MAX);
    }

    HttpConfig http() {
        return HttpConfig.of(config.http().address(), config.http().port());
    }

    /** One line for the log, when everything is open. */
    String summary(int clientPort, int httpPort) {
        SortedSet<Integer> ids = new TreeSet<>(config.servers().keySet());
        return "server " + config.id() + " of " + ids + " is open for clients at "
                + config.clients().address() + ":" + clientPort
                + (httpPort == 0
                        ? ", without HTTP"
                        : ", HTTP API and admin UI at http://" + config.http().address() + ":" + httpPort)
                + ", data in " + config.dataDir();
    }
}
