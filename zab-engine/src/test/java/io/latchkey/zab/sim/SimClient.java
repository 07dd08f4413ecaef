package io.latchkey.zab.sim;

import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.Request;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A client with one session after another: connects, asks a few things at a time, moves, falls silent, closes. */
final class SimClient {
    private static final int OUTSTANDING_MAX = 3;
    private static final long OF_ALL = -1;
    private static final String[] PATHS = {"/a", "/b", "/c", "/d", "/a/x", "/a/y", "/b/x"};
    private static final List<Op.Watch> WATCHES =
            List.of(Op.Watch.NONE, Op.Watch.NONE, Op.Watch.ONCE, Op.Watch.ONCE, Op.Watch.PERSISTENT);
    private static final CreateMode[] MODES = {
        CreateMode.PERSISTENT,
        CreateMode.PERSISTENT,
        CreateMode.EPHEMERAL,
        CreateMode.EPHEMERAL_SEQUENTIAL,
        CreateMode.PERSISTENT_SEQUENTIAL
    };

    private final Simulation sim;
    private final SimClock clock;
    private final Luck luck;
    private final Reading reading;
    private final ClientWatches watches;
    private final Luck ofRecursive;
    private final boolean watchesBelow;
    private final int everyMs;
    private final int timeoutMs;
    private final ArrayDeque<Op> outstanding = new ArrayDeque<>();
    private @Nullable SimConnection connection;
    private boolean connected;
    private long session;
    private byte[] password = new byte[16];
    private long seenZxid;
    private long nextSeq = 1;
    private long heardAtMs;
    private long silentUntilMs;
    private boolean working = true;
    private @Nullable SimNode lastServer;
    private List<SimNode> servers; // those that it tries
    private List<SimNode> cutFrom = List.of();

    /** @param number tells the luck of one client from that of others */
    SimClient(Simulation sim, int number) {
        this.sim = sim;
        clock = sim.clock();
        servers = sim.nodes();
        luck = Luck.of(sim.setup().seed(), Luck.Of.CLIENT, number);
        reading = Reading.of(sim, number);
        watches = sim.clients().newWatches();
        ofRecursive = Luck.of(sim.setup().seed(), Luck.Of.RECURSIVE, number);
        watchesBelow = Luck.of(sim.setup().seed(), Luck.Of.RECURSIVE, OF_ALL).oneIn(2) && ofRecursive.oneIn(2);
        everyMs = luck.between(20, 300);
        timeoutMs = luck.between(400, 3000);
    }

    Luck luck() {
        return luck;
    }

    Reading reading() {
        return reading;
    }

    void start() {
        actLater();
        pingLater();
    }

    private void actLater() {
        clock.after(luck.between(1, everyMs), () -> {
            if (clock.nowMs() >= silentUntilMs) {
                act();
            }
            actLater();
        });
    }

    /** Whether it asks anything; what has been asked is still to be answered. */
    void setWorking(boolean asks) {
        working = asks;
    }

    /** Whether it has a connection that works: it may not have noticed yet that another one does not. */
    boolean isConnected() {
        return connected && connection != null && !connection.isSevered();
    }

    boolean isWaiting() {
        return connected && !outstanding.isEmpty();
    }

    /** The server of its connection, or null. */
    @Nullable
    SimNode server() {
        return connection == null ? null : connection.server();
    }

    /** Nothing gets to these servers any more, and nothing from them. */
    void cutFrom(List<SimNode> servers) {
        cutFrom = servers;
        if (connection != null && servers.contains(connection.server())) {
            connection.sever();
            sim.rareStates().saw(RareState.CLIENT_SEVERED);
        }
    }

    /** It speaks again, and looks only for servers that can be reached. */
    void heal(List<SimNode> reachable) {
        cutFrom = List.of();
        servers = reachable;
        silentUntilMs = 0;
        reading.hurry();
    }

    private void pingLater() {
        clock.after(timeoutMs / 4, () -> {
            SimConnection c = connection;
            if (c != null && clock.nowMs() - heardAtMs > timeoutMs) {
                drop(c); // it does not answer
            } else if (c != null && connected && clock.nowMs() >= silentUntilMs && !luck.oneIn(20)) {
                c.ping();
            }
            pingLater();
        });
    }

    private void act() {
        if (connection == null) {
            connect();
        } else if (connected && working) {
            if (outstanding.size() < OUTSTANDING_MAX && sim.mayAsk()) {
                ask();
            }
            if (luck.oneIn(100)) {
                drop(connection);
            } else if (luck.oneIn(300)) {
                drop(connection);
                newSession(); // the old one is left to expire
            } else if (luck.oneIn(300)) {
                silentUntilMs = clock.nowMs() + luck.between(timeoutMs / 2, 2 * timeoutMs);
            }
        }
    }

    private void newSession() {
        watches.onNewSession();
        session = 0;
        seenZxid = 0;
    }

    private void connect() {
        SimNode server = luck.of(servers);
        SimConnection c = new SimConnection(sim, this, server);
        if (cutFrom.contains(server)) {
            c.sever();
        }
        connection = c;
        connected = false;
        heardAtMs = clock.nowMs();
        if (session == 0) {
            password = Results.data(luck.below(1 << 30)).clone();
            byte[] full = new byte[16];
            System.arraycopy(password, 0, full, 0, password.length);
            password = full;
            long id = (long) server.id() << 56 | sim.nextSession();
            c.openSession(seenZxid, new Request.OpenSession(id, password, timeoutMs));
        } else {
            boolean leaderless = sim.nodes().stream().noneMatch(SimNode::isLeading);
            sim.rareStates().sawIf(leaderless, RareState.SESSION_KNOCKS_IN_ELECTION);
            c.attachSession(seenZxid, new Request.AttachSession(session, password));
        }
        int patience = luck.between(timeoutMs, 2 * timeoutMs);
        clock.after(patience, () -> {
            if (connection == c && !connected) {
                drop(c);
            }
        });
    }

    private void drop(SimConnection c) {
        c.abandon();
        onConnectionLost(c);
    }

    void onAttached(SimConnection c, long id, long zxid) {
        if (connection == c) {
            heardAtMs = clock.nowMs();
            connected = true;
            sim.rareStates().sawIf(id == session && lastServer != c.server(), RareState.SESSION_MOVED);
            lastServer = c.server();
            session = id;
            seenZxid = Math.max(seenZxid, zxid);
            List<ClientWatches.Watch> all = watches.all();
            if (!all.isEmpty() || !watches.recursive().isEmpty()) {
                c.setWatches(all, watches.recursive());
            } else {
                watches.onSet(seenZxid, List.of());
            }
        }
    }

    void onWatchesSet(SimConnection c, long zxid, List<String> fired) {
        if (connection == c) {
            seenZxid = Math.max(seenZxid, zxid);
            watches.onSet(zxid, fired);
        }
    }

    void onEvent(SimConnection c, String path, long zxid) {
        if (connection == c) {
            heardAtMs = clock.nowMs();
            watches.onEvent(path, zxid);
            seenZxid = Math.max(seenZxid, zxid);
        }
    }

    void onRefused(SimConnection c, boolean expired) {
        if (connection == c) {
            onConnectionLost(c);
            if (expired) {
                newSession();
            }
        }
    }

    void onConnectionLost(SimConnection c) {
        if (connection == c) {
            connection = null;
            connected = false;
            watches.onConnectionLost();
            outstanding.clear(); // what became of them, nobody will say
        }
    }

    void onPing() {
        heardAtMs = clock.nowMs();
    }

    void onAnswer(SimConnection c, Op op, String result, long zxid) {
        if (connection != c) {
            return;
        }
        heardAtMs = clock.nowMs();
        if (outstanding.poll() != op) {
            throw new SimFailure("SessionOrder", "answered out of turn: " + op);
        }
        op.result = result;
        op.zxid = zxid;
        sim.clients().onAnswer(op, seenZxid);
        watches.onShown(zxid);
        watches.onRead(op, zxid);
        seenZxid = Math.max(seenZxid, zxid);
        if (op.request instanceof Request.CloseSession && result.equals(Results.DONE)) {
            drop(c);
            newSession();
        }
    }

    private void ask() {
        long completed = sim.clients().completed();
        switch (luck.below(12)) {
            case 0, 1, 2 -> ask(Op.read(nextSeq++, path(), watch(), completed));
            case 3 -> {
                ask(Op.write(nextSeq++, new Request.Sync(), completed));
                ask(Op.freshRead(nextSeq++, path(), completed));
            }
            case 4 -> {
                if (luck.oneIn(20)) {
                    ask(Op.write(nextSeq++, new Request.CloseSession(session), completed));
                    // behind the close, and so to fail
                    ask(Op.write(nextSeq++, create(path(), CreateMode.EPHEMERAL), completed));
                }
            }
            default -> ask(Op.write(nextSeq++, request(), completed));
        }
    }

    private Op.Watch watch() {
        Op.Watch watch = luck.of(WATCHES);
        return watch == Op.Watch.PERSISTENT && watchesBelow && ofRecursive.oneIn(2) ? Op.Watch.RECURSIVE : watch;
    }

    private void ask(Op op) {
        SimConnection c = connection;
        if (c != null) {
            sim.countOperation();
            outstanding.add(op);
            c.ask(op);
        }
    }

    private Request request() {
        return luck.oneIn(6) ? multi() : op();
    }

    private Request multi() {
        List<Request> ops = new ArrayList<>();
        for (int i = luck.between(1, 3); i >= 0; i--) {
            ops.add(luck.oneIn(5) ? new Request.Check(path(), version()) : op());
        }
        return new Request.Multi(ops);
    }

    private Request op() {
        return switch (luck.below(5)) {
            case 0, 1 -> create(path(), MODES[luck.below(MODES.length)]);
            case 2 -> new Request.Delete(path(), version());
            default -> new Request.SetData(path(), data(), version());
        };
    }

    private Request create(String path, CreateMode mode) {
        String name = mode.sequential() ? path + "-" : path;
        return new Request.Create(name, data(), Acl.OPEN, mode);
    }

    private byte[] data() {
        return Results.data(luck.below(1 << 30));
    }

    private String path() {
        return PATHS[luck.below(PATHS.length)];
    }

    private int version() {
        return luck.oneIn(2) ? Request.ANY_VERSION : luck.below(4);
    }
}
