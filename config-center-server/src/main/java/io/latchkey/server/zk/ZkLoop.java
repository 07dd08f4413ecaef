package io.latchkey.server.zk;

import io.latchkey.server.view.LoopObserver;
import io.latchkey.server.view.LoopView;
import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.runtime.ServerState;
import io.latchkey.zab.tree.Change;
import io.netty.channel.ChannelHandlerContext;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One event loop of the client port: its connections, their watches and its view of the tree. It shares the port with
 * the others, and everything else with nobody. All methods are called on the loop.
 */
final class ZkLoop extends VerticleBase implements LoopObserver {
    private static final int BACKLOG = 1_024;
    private static final int SWEEP_MS_MIN = 10;
    private static final int SWEEP_MS_MAX = 500;

    private final ZkServer server;
    private final WatchTable watches;
    private final LockPlaces places = new LockPlaces();
    private final Traffic traffic = new Traffic();
    private final int sweepMs;

    private final Set<ZkConnection> connections = new LinkedHashSet<>();
    /** Those that are opening or closing, and must be done with it by their deadlines. */
    private final Set<ZkConnection> inPassage = new LinkedHashSet<>();

    private final Map<Long, ZkConnection> bySession = new HashMap<>();
    private final Set<ZkConnection> written = new LinkedHashSet<>();
    private final Deque<ZkConnection> waitingForRoom = new ArrayDeque<>();
    /** Those whose change of the ensemble's members is committed and not yet settled. */
    private final Set<ZkConnection> waitingForMembers = new LinkedHashSet<>();

    private final List<ZkConnection> ended = new ArrayList<>();
    private final List<ZkConnection> touched = new ArrayList<>();
    private long ticks;
    private @Nullable LoopView view;

    ZkLoop(ZkServer server) {
        this.server = server;
        ZkLimits limits = server.config().limits();
        this.watches = new WatchTable(limits.watchesPerLoopMax(), limits.watchesPerConnectionMax());
        this.sweepMs = Math.min(Math.max(server.config().tickMs() / 4, SWEEP_MS_MIN), SWEEP_MS_MAX);
    }

    @Override
    public Future<?> start() {
        LoopView v = LoopView.attach(context, server.engine());
        view = v;
        v.addObserver(this);
        v.setEager(false);
        ZkConfig config = server.config();
        NetServer listener = vertx.createNetServer(new NetServerOptions()
                .setHost(config.address())
                .setPort(server.sharedPort())
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setAcceptBacklog(BACKLOG));
        listener.connectHandler(this::connected);
        vertx.setPeriodic(sweepMs, id -> sweep());
        return v.started()
                .compose(started -> listener.listen())
                .onSuccess(bound -> server.listens(this, bound.actualPort()));
    }

    @Override
    public Future<?> stop() {
        for (ZkConnection connection : List.copyOf(connections)) {
            connection.close("this server stops");
        }
        if (view != null) {
            view.removeObserver(this);
            view.detach();
        }
        return Future.succeededFuture();
    }

    ZkConfig settings() {
        return server.config();
    }

    LoopView view() {
        LoopView v = view;
        if (v == null) {
            throw new IllegalStateException("the loop has not been started");
        }
        return v;
    }

    Reconfigurations reconfigurations() {
        return server.reconfigurations();
    }

    WatchTable watches() {
        return watches;
    }

    LockPlaces places() {
        return places;
    }

    Traffic traffic() {
        return traffic;
    }

    SessionIds ids() {
        return server.ids();
    }

    @Nullable
    String answerWord(int first) {
        return server.answerWord(first, view());
    }

    // ---- connections come and go

    private void connected(NetSocket socket) {
        String address = socket.remoteAddress().hostAddress();
        if (address == null || !server.admission().admit(address)) {
            socket.close();
            return;
        }
        ChannelHandlerContext ctx = ((NetSocketInternal) socket).channelHandlerContext();
        String addressAndPort = "/" + address + ":" + socket.remoteAddress().port();
        ZkConnection connection = new ZkConnection(this, ctx, address, addressAndPort);
        connections.add(connection);
        server.connectionSet().add(connection);
        startPassage(connection);
        // before Vert.x's own handler: requests are read from the bytes as they come, without a buffer object for each
        ctx.pipeline().addBefore(ctx.name(), "client-protocol", connection);
    }

    private void startPassage(ZkConnection connection) {
        connection.setDeadlineTicks(ticks + 1 + settings().limits().handshakeTimeoutMs() / sweepMs);
        inPassage.add(connection);
    }

    void opened(ZkConnection connection) {
        inPassage.remove(connection);
        server.admission().settled();
        ZkConnection before = bySession.put(connection.conversation().sessionId(), connection);
        if (before != null) {
            before.close("its session has been taken up by another connection");
        }
        connection.touch();
    }

    /** @param hadSession whether {@link #opened} has been called for it */
    void leaving(ZkConnection connection, boolean hadSession) {
        watches.removeAll(connection.conversation());
        places.removeAll(connection.conversation());
        if (hadSession) {
            bySession.remove(connection.conversation().sessionId(), connection);
        } else {
            server.admission().settled();
        }
        startPassage(connection);
    }

    void gone(ZkConnection connection) {
        inPassage.remove(connection);
        written.remove(connection);
        waitingForRoom.remove(connection);
        waitingForMembers.remove(connection);
        if (connections.remove(connection)) {
            server.connectionSet().remove(connection);
            server.admission().gone(connection.address());
        }
    }

    // ---- turns

    /** Something was written to it, or it may take more; it has its turn once this batch is told. */
    void later(ZkConnection connection) {
        written.add(connection);
    }

    void touched(ZkConnection connection) {
        touched.add(connection);
    }

    void waitForRoom(ZkConnection connection) {
        if (!waitingForRoom.contains(connection)) {
            waitingForRoom.add(connection);
        }
        view().setEager(true);
    }

    void waitForMembers(ZkConnection connection) {
        waitingForMembers.add(connection);
        view().setEager(true);
    }

    /** A loop whose connections watch nothing and want no lock need not wake up for the writes of others. */
    void turnEnded() {
        view().setEager(!watches.isEmpty()
                || !places.isEmpty()
                || !waitingForRoom.isEmpty()
                || !waitingForMembers.isEmpty());
    }

    @Override
    public void beforeReply(Committed committed) {
        watches.fire(committed, view().tree());
        places.fire(committed);
        List<Change> changes = committed.changes();
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            if (change instanceof Change.SessionAttached c) {
                ZkConnection old = bySession.get(c.session().id());
                if (old != null
                        && old.conversation().attachment() != c.session().attachment()) {
                    old.close("its session has been taken up by another connection");
                }
            } else if (change instanceof Change.SessionClosed c) {
                ZkConnection old = bySession.get(c.id());
                if (old != null) {
                    ended.add(old);
                }
            }
        }
    }

    @Override
    public void onLost() {
        for (ZkConnection connection : List.copyOf(connections)) {
            connection.close("this server lost its leader, or this loop its place");
        }
    }

    @Override
    public void onCaughtUp(ServerState state) {
        retryWaiting();
        tellOfMembers();
        giveTurns();
        for (ZkConnection connection : ended) {
            connection.close("its session has ended");
        }
        ended.clear();
        turnEnded();
    }

    private void retryWaiting() {
        for (int left = waitingForRoom.size(); left > 0; left--) {
            ZkConnection connection = waitingForRoom.poll();
            if (connection != null) {
                connection.conversation().retrySubmit();
            }
        }
    }

    private void tellOfMembers() {
        if (!waitingForMembers.isEmpty() && reconfigurations().membership().settled(view().tree())) {
            written.addAll(waitingForMembers);
            waitingForMembers.clear();
        }
    }

    private void giveTurns() {
        while (!written.isEmpty()) {
            List<ZkConnection> turn = new ArrayList<>(written);
            written.clear();
            for (ZkConnection connection : turn) {
                connection.endTurn();
            }
        }
    }

    private void sweep() {
        ticks++;
        for (ZkConnection connection : List.copyOf(inPassage)) {
            if (connection.deadlineTicks() <= ticks) {
                connection.abandon();
            }
        }
        retryWaiting();
        giveTurns();
        tellTouched();
    }

    private void tellTouched() {
        if (touched.isEmpty()) {
            return;
        }
        long[] ids = new long[touched.size()];
        for (int i = 0; i < ids.length; i++) {
            ZkConnection connection = touched.get(i);
            connection.untouched();
            ids[i] = connection.conversation().sessionId();
        }
        touched.clear();
        server.engine().touch(ids);
    }
}
