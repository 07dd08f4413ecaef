package io.latchkey.client.group;

import io.latchkey.client.ConnectionState;
import io.latchkey.client.LatchkeyException;
import io.latchkey.client.Membership;
import io.latchkey.client.node.NodeAt;
import io.latchkey.client.node.Trouble;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.SerialExecutor;
import io.latchkey.client.session.SessionListener;
import io.latchkey.client.session.ZkRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ephemeral node, made again in each new session. What is wanted of it is written down here; a single request at a time
 * brings the servers there, and is sent again when its answer is lost, which does no harm. All but state is the loop's.
 */
final class Member implements Membership {
    private static final Logger LOG = LoggerFactory.getLogger(Member.class);
    private static final int DATA_BYTES_MAX = 1_000_000;
    private static final long AGAIN_MILLIS = 200;

    private final ClientCore core;
    private final NodeAt at;
    private final boolean rejoins;
    private final String id = UUID.randomUUID().toString();
    private final AtomicReference<State> state = new AtomicReference<>(State.REJOINING);
    private final CompletableFuture<Membership> joined = new CompletableFuture<>();
    private final CompletableFuture<Void> left = new CompletableFuture<>();
    private final List<Consumer<State>> listeners = new ArrayList<>(1);
    private final List<CompletableFuture<Void>> writes = new ArrayList<>(1);
    private final SessionListener sessionListener = this::onSession;
    private byte[] wanted;
    private byte @Nullable [] written;
    private @Nullable Incarnation home;
    private boolean leaving;
    private boolean busy;

    Member(ClientCore core, NodeAt at, byte[] data, boolean rejoins) {
        this.core = core;
        this.at = at;
        this.wanted = data;
        this.rejoins = rejoins;
    }

    static byte[] check(byte[] data) {
        if (data.length > DATA_BYTES_MAX) {
            throw new IllegalArgumentException("a member with " + data.length + " bytes, above " + DATA_BYTES_MAX);
        }
        return data.clone();
    }

    private String path() {
        return at.path() + "/" + id;
    }

    /** Completes on the loop. */
    CompletableFuture<Membership> join() {
        core.onLoop(() -> {
            core.session().addListener(sessionListener);
            proceed();
        });
        return joined;
    }

    private void onSession(ConnectionState now, @Nullable Incarnation incarnation) {
        if (now == ConnectionState.EXPIRED && home != null && home == incarnation) {
            home = null;
            written = null;
            if (leaving || !rejoins) {
                end();
            } else {
                become(State.REJOINING);
                proceed();
            }
        } else if (now == ConnectionState.CLOSED) {
            end();
        }
    }

    /** Does what is missing. */
    private void proceed() {
        if (busy || left.isDone()) {
            return;
        }
        Incarnation session = home;
        if (leaving && session == null) {
            end();
        } else if (leaving) {
            busy = true;
            core.session().submit(new ZkRequest.DeleteNode(path(), -1), session, outcome -> onAnswer(outcome.code()));
        } else if (session == null) {
            create();
        } else if (written != wanted) {
            byte[] data = wanted;
            busy = true;
            core.session().submit(new ZkRequest.WriteNode(path(), data, -1), session, outcome -> {
                if (outcome.ok()) {
                    written = data;
                } else if (outcome.code() == Code.NO_NODE) {
                    home = null; // somebody has removed it: it is made again
                    written = null;
                }
                onAnswer(outcome.code() == Code.NO_NODE ? Code.OK : outcome.code());
            });
        } else {
            writes.forEach(write -> write.complete(null));
            writes.clear();
        }
    }

    private void create() {
        byte[] data = wanted;
        busy = true;
        core.session().submit(new ZkRequest.CreateNode(path(), data, ZkRequest.Mode.EPHEMERAL), null, outcome -> {
            if (outcome.ok()) {
                enter(outcome.incarnation(), data);
            } else if (outcome.code() == Code.NODE_EXISTS) {
                adopt();
            } else if (outcome.code() == Code.NO_NODE) {
                at.makeContainer(core.session(), this::onAnswer);
            } else {
                onAnswer(outcome.code());
            }
        });
    }

    /** An earlier try has made it, in this session or in one that is over. */
    private void adopt() {
        core.session().submit(new ZkRequest.NodeExists(path(), null), null, outcome -> {
            Incarnation session = outcome.incarnation();
            if (outcome.ok() && session != null && outcome.get().ephemeralOwner() == session.id()) {
                enter(session, null);
            } else if (outcome.ok()) {
                core.session().submit(new ZkRequest.DeleteNode(path(), -1), null, gone -> onAnswer(gone.code()));
            } else {
                onAnswer(outcome.code());
            }
        });
    }

    private void enter(@Nullable Incarnation session, byte @Nullable [] data) {
        if (session != null && session == core.session().incarnation()) {
            home = session;
            written = data;
        }
        busy = false;
        if (home != null && !leaving) {
            become(State.JOINED);
            joined.complete(this);
        }
        proceed();
    }

    private void onAnswer(Code code) {
        busy = false;
        switch (code) {
            case OK, NO_NODE -> {
                if (leaving) {
                    home = null;
                }
                proceed();
            }
            case CONNECTION_LOST, SESSION_EXPIRED -> proceed();
            case CLOSED -> end();
            default -> trouble(Trouble.of(core, "group " + at.name(), code));
        }
    }

    /** Who has not come in yet fails; who was in goes on trying. */
    private void trouble(LatchkeyException why) {
        writes.forEach(write -> write.completeExceptionally(why));
        writes.clear();
        if (joined.completeExceptionally(why)) {
            leaving = true;
            end();
            return;
        }
        LOG.warn("member {}: {}; trying again", id, why.getMessage());
        if (core.session().state() != ConnectionState.CLOSED) {
            core.loop().after(AGAIN_MILLIS, this::proceed);
        }
    }

    private void end() {
        if (left.isDone()) {
            return;
        }
        left.complete(null);
        core.session().removeListener(sessionListener);
        LatchkeyException over = new LatchkeyException("group " + at.name() + ": the membership has ended");
        writes.forEach(write -> write.completeExceptionally(over));
        writes.clear();
        joined.completeExceptionally(over);
        become(State.LEFT);
    }

    private void become(State next) {
        if (state.getAndSet(next) != next) {
            listeners.forEach(listener -> listener.accept(next));
        }
    }

    // ---- for the application

    @Override
    public String id() {
        return id;
    }

    @Override
    public State state() {
        return Objects.requireNonNull(state.get());
    }

    @Override
    public CompletionStage<Void> setData(byte[] data) {
        byte[] copy = check(data);
        CompletableFuture<Void> done = new CompletableFuture<>();
        core.onLoop(() -> {
            if (leaving || left.isDone()) {
                done.completeExceptionally(new LatchkeyException("group " + at.name() + ": the membership has ended"));
                return;
            }
            wanted = copy;
            writes.add(done);
            proceed();
        });
        return core.callbacks().publish(done);
    }

    @Override
    public void onState(Consumer<State> callback, Executor executor) {
        SerialExecutor serial = new SerialExecutor(executor);
        core.onLoop(() -> listeners.add(next -> core.callbacks().handOver(serial, () -> callback.accept(next))));
    }

    @Override
    public CompletionStage<Void> leave() {
        close();
        return core.callbacks().publish(left);
    }

    @Override
    public void close() {
        core.onLoop(() -> {
            leaving = true;
            proceed();
        });
    }

    @Override
    public String toString() {
        return "Membership[" + at.name() + ", " + id + ", " + state() + "]";
    }
}
