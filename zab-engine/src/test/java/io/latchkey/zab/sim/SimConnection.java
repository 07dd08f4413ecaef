package io.latchkey.zab.sim;

import io.latchkey.zab.tree.Request;
import java.util.ArrayDeque;
import java.util.List;

/**
 * A client's connection to one server: both ends of it. Frames keep their order; when it breaks, what is under way is
 * gone. At the server, answers leave in the order of the questions.
 */
final class SimConnection {
    private final Simulation sim;
    private final SimClient client;
    private final SimNode server;
    private final ArrayDeque<Op> unanswered = new ArrayDeque<>(); // at the server, in order
    private final ArrayDeque<Op> held = new ArrayDeque<>(); // at the server, behind a sync
    private final ArrayDeque<Runnable> notTaken = new ArrayDeque<>(); // by the server, while the client reads nothing
    private final Unread unread = new Unread(); // at the server
    private boolean serverOpen = true;
    private boolean clientOpen = true;
    private final SimWatches watches = new SimWatches(); // at the server
    private boolean waits; // for the client to read
    private boolean severed; // nothing arrives any more, and neither end is told
    private long toServerAt;
    private long toClientAt;
    private long session;
    private long attachment;

    SimConnection(Simulation sim, SimClient client, SimNode server) {
        this.sim = sim;
        this.client = client;
        this.server = server;
    }

    long session() {
        return session;
    }

    long attachment() {
        return attachment;
    }

    SimNode server() {
        return server;
    }

    // The client's end.

    void ask(Op op) {
        toServer(() -> server.service().onRequest(this, op));
    }

    void openSession(long seenZxid, Request.OpenSession request) {
        toServer(() -> server.service().onConnect(this, seenZxid, request));
    }

    void attachSession(long seenZxid, Request.AttachSession request) {
        toServer(() -> server.service().onConnect(this, seenZxid, request));
    }

    void setWatches(List<ClientWatches.Watch> brought, List<String> recursive) {
        toServer(() -> {
            if (!server.isServing()) {
                close();
                return;
            }
            long zxid = server.tree().zxid();
            boolean compares = !sim.fault().forgetsToCompareWatches();
            List<String> fired = watches.takeOver(brought, server.tree(), compares);
            if (!sim.fault().forgetsRecursiveWatches()) {
                recursive.forEach(watches::addRecursive);
            }
            sim.rareStates().sawIf(!fired.isEmpty(), RareState.WATCH_MISSED);
            toClient(() -> client.onWatchesSet(this, zxid, fired));
        });
    }

    void ping() {
        toServer(() -> {
            if (session != 0) {
                server.service().touch(session);
                toClient(client::onPing);
            }
        });
    }

    private void toServer(Runnable arrival) {
        toServerAt =
                Math.max(toServerAt + 1, sim.clock().nowMs() + client.luck().between(1, 8));
        sim.clock()
                .after(
                        toServerAt - sim.clock().nowMs(),
                        () -> server.step(() -> {
                            if (serverOpen && !severed) {
                                take(arrival);
                            }
                        }));
    }

    /** Unless something is not taken yet that came before, or what was written is not read: then it waits. */
    private void take(Runnable arrival) {
        if (!unread.isNotRead() && notTaken.isEmpty()) {
            arrival.run();
        } else {
            sim.rareStates().saw(RareState.READER_HELD_UP);
            notTaken.add(arrival);
        }
    }

    /** The client's end breaks: the server may learn of it late. */
    void abandon() {
        clientOpen = false;
        sim.clock().after(client.luck().between(1, 100), () -> serverOpen = false);
    }

    /** The network loses all that is under way, and all that will be sent. */
    void sever() {
        severed = true;
    }

    boolean isSevered() {
        return severed;
    }

    // The server's end.

    boolean isOpen() {
        return serverOpen;
    }

    void attached(long id, long zxid) {
        session = id;
        attachment = zxid;
        toClient(() -> client.onAttached(this, id, zxid));
    }

    void refused(boolean expired) {
        serverOpen = false;
        toClient(() -> client.onRefused(this, expired));
    }

    /** Something at {@code path} has changed. */
    void onChange(String path, long zxid) {
        boolean at = serverOpen && watches.fire(path);
        boolean above = serverOpen && watches.isWatchedFromAbove(path);
        if (at || above) {
            sim.rareStates().saw(RareState.WATCH_FIRED);
            sim.rareStates().sawIf(above, RareState.RECURSIVE_FIRED);
            sim.rareStates().sawIf(at && above, RareState.RECURSIVE_BESIDE_OTHER);
            if (at && above && sim.fault().tellsEachWatch()) {
                toClient(() -> client.onEvent(this, path, zxid));
            }
            if (!unread.isFull() || !sim.fault().dropsEventsWhenFull()) {
                toClient(() -> client.onEvent(this, path, zxid));
            }
        }
    }

    void queue(Op op) {
        unanswered.add(op);
    }

    /** True if the server must not take it yet: what is written behind a sync must not be seen before it is done. */
    boolean holds(Op op) {
        boolean write = !op.isRead() && !op.unordered;
        boolean behindSync = unanswered.stream().anyMatch(before -> before.unordered && !before.answered);
        if (held.isEmpty() && !(write && behindSync)) {
            return false;
        }
        held.add(op);
        return true;
    }

    /** A sync is done: what was held behind it may go on. */
    void letGo() {
        List<Op> ops = List.copyOf(held);
        held.clear();
        if (serverOpen) {
            ops.forEach(op -> server.service().onRequest(this, op));
        }
    }

    /**
     * Answers all that can be answered now, whether the client reads or not: a read shows the tree as it is when its
     * turn comes, and must show nothing that was asked for behind it.
     */
    void answer() {
        while (serverOpen
                && !unanswered.isEmpty()
                && !(unread.isNotRead() && sim.fault().holdsAnswersBack())) {
            Op op = unanswered.element();
            if (op.isRead()) {
                op.zxid = server.tree().zxid();
                op.result = Results.of(server.tree().node(op.path));
                if (op.watch == Op.Watch.RECURSIVE) {
                    watches.addRecursive(op.path);
                } else if (op.watch != Op.Watch.NONE) {
                    watches.add(op.path, op.watch == Op.Watch.PERSISTENT);
                }
            } else if (!op.answered) {
                return;
            } else if (op.unordered) {
                op.zxid = server.tree().zxid();
            }
            unanswered.remove();
            String result = op.result; // as it is now, not as a fault may change it
            long zxid = op.zxid;
            Runnable answer = () -> client.onAnswer(this, op, result, zxid);
            if (sim.fault().answersOvertakeEvents()) {
                send(answer);
            } else {
                toClient(answer);
            }
        }
    }

    /** The server breaks it, with what is not read; the client learns of it a little later. */
    void close() {
        if (serverOpen) {
            unread.clear();
            closeWhenRead();
        }
    }

    /** The server has no more to say. */
    void closeWhenRead() {
        if (serverOpen) {
            serverOpen = false;
            toClient(() -> {
                if (clientOpen) {
                    clientOpen = false;
                    client.onConnectionLost(this);
                }
            });
        }
    }

    private void toClient(Runnable frame) {
        if (unread.isEmpty() && !client.reading().isSlow()) {
            send(frame);
            return;
        }
        if (serverOpen && unread.isFull()) {
            sim.rareStates().saw(RareState.READER_CUT_OFF);
            close();
            return;
        }
        unread.add(frame);
        if (!waits) {
            waitForReader();
        }
    }

    private void waitForReader() {
        waits = true;
        int waitMs = client.reading().isSlow() ? client.reading().waitMs() : 1;
        sim.clock().after(waitMs, () -> {
            waits = false;
            if (!unread.isEmpty()) {
                send(unread.take());
            }
            if (!unread.isEmpty()) {
                waitForReader();
            }
            if (serverOpen && !(unanswered.isEmpty() && notTaken.isEmpty())) {
                server.step(this::goOn);
            }
        });
    }

    /** The client has read something. */
    private void goOn() {
        answer();
        while (serverOpen && !unread.isNotRead() && !notTaken.isEmpty()) {
            notTaken.remove().run();
        }
    }

    private void send(Runnable arrival) {
        toClientAt =
                Math.max(toClientAt + 1, sim.clock().nowMs() + client.luck().between(1, 8));
        sim.clock().after(toClientAt - sim.clock().nowMs(), () -> {
            if (clientOpen && !severed) {
                arrival.run();
            }
        });
    }
}
