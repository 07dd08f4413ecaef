package io.latchkey.server.http;

import static io.vertx.core.http.HttpMethod.GET;

import io.latchkey.server.lock.LockMetrics;
import io.latchkey.server.ops.MetricText;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.runtime.EngineStatus;
import io.latchkey.zab.tree.DataTree;
import java.util.List;

/** Figures for a monitoring system that asks for them. */
final class MetricRoutes {
    private final Loop loop;

    MetricRoutes(Loop loop) {
        this.loop = loop;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.of(GET, "/metrics", this::metrics));
    }

    /** Answered also when the server does not serve: that is what one wants to hear of then. */
    private void metrics(ApiRequest request) {
        MetricText text = new MetricText();
        DataTree tree = loop.latest();
        EngineStatus status = loop.engine().status();
        text.gauge(
                        "latchkey_serving",
                        "1 if this server serves clients.",
                        flag(status.state().serving()))
                .gauge(
                        "latchkey_leading",
                        "1 if this server leads.",
                        flag(status.state().role() == Role.LEADING))
                .gauge(
                        "latchkey_read_only",
                        "1 if the disk is too full for writes.",
                        flag(status.disk().low()))
                .gauge("latchkey_epoch", "Epoch of the leader.", status.state().epoch())
                .gauge("latchkey_pending", "Writes taken and not yet committed.", status.pending())
                .gauge("latchkey_journal_bytes", "Disk space of the journal.", status.journalBytes())
                .gauge(
                        "latchkey_disk_free_bytes",
                        "Free space beside the journal.",
                        status.disk().freeBytes())
                .gauge("latchkey_sessions", "Open sessions.", tree.sessions().size())
                .gauge(
                        "latchkey_connections",
                        "Client connections to this server.",
                        loop.clients().get().size())
                .gauge("latchkey_znodes", "Znodes in the tree.", tree.nodeCount())
                .gauge("latchkey_ephemerals", "Ephemeral znodes in the tree.", tree.ephemeralCount())
                .gauge("latchkey_data_bytes", "Bytes of paths and data in the tree.", tree.dataBytes());
        if (status.disk().freeBytes() < Long.MAX_VALUE) { // else nobody has looked yet, or it lies in memory
            text.gauge(
                    "latchkey_disk_free_bytes",
                    "Free space beside the journal.",
                    status.disk().freeBytes());
        }
        LockMetrics.write(text, loop.locks().figures(), loop.locks().deadlocks());
        request.context()
                .response()
                .putHeader("Content-Type", MetricText.CONTENT_TYPE)
                .end(text.toString());
    }

    private static int flag(boolean on) {
        return on ? 1 : 0;
    }
}
