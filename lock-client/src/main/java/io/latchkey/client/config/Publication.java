package io.latchkey.client.config;

import io.latchkey.client.ConfigConflictException;
import io.latchkey.client.LatchkeyException;
import io.latchkey.client.LeaseLostException;
import io.latchkey.client.LockGuard;
import io.latchkey.client.OutcomeUnknownException;
import io.latchkey.client.ServiceUnavailableException;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.NodeStat;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.ZkRequest;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One change of one key. Never sent twice: a change whose answer was lost fails as of unknown outcome. */
public final class Publication {
    /** Any version will do, or none. */
    public static final int ANY = -2;
    /** The key must not exist. */
    public static final int ABSENT = -1;

    private static final int VALUE_BYTES_MAX = 1_000_000;
    private static final int ROUNDS_MAX = 16;

    private final ClientCore core;
    private final KeyPath key;
    private final byte[] data;
    private final int expectedVersion;
    private final @Nullable LockGuard guard;
    private final CompletableFuture<Integer> result = new CompletableFuture<>();
    private int rounds;

    private Publication(ClientCore core, KeyPath key, byte[] data, int expectedVersion, @Nullable LockGuard guard) {
        this.core = core;
        this.key = key;
        this.data = data;
        this.expectedVersion = expectedVersion;
        this.guard = guard;
    }

    /** Sets a value, if there is a guard only under it; completes on the loop with the new version. */
    public static CompletableFuture<Integer> put(
            ClientCore core, KeyPath key, String value, int expectedVersion, @Nullable LockGuard guard) {
        byte[] data = value.getBytes(StandardCharsets.UTF_8);
        if (data.length > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "the value of " + key.key() + " has " + data.length + " bytes, above " + VALUE_BYTES_MAX);
        }
        Publication publication = new Publication(core, key, data, expectedVersion, guard);
        core.onLoop(publication::start);
        return publication.result;
    }

    /** Removes a key, if there is a guard only under it; completes on the loop with whether it existed. */
    public static CompletableFuture<Boolean> remove(ClientCore core, KeyPath key, @Nullable LockGuard guard) {
        CompletableFuture<Boolean> removed = new CompletableFuture<>();
        core.onLoop(() -> submit(core, guard, new ZkRequest.DeleteNode(key.path(), -1), outcome -> {
            switch (outcome.code()) {
                case OK -> removed.complete(true);
                case NO_NODE -> removed.complete(false);
                case NOT_EMPTY -> empty(core, key, guard, removed);
                default -> removed.completeExceptionally(failure(core, key, outcome.code()));
            }
        }));
        return removed;
    }

    /** A key that other keys lie below loses its value only: a node without data is a folder. */
    private static void empty(
            ClientCore core, KeyPath key, @Nullable LockGuard guard, CompletableFuture<Boolean> removed) {
        submit(core, guard, new ZkRequest.WriteNode(key.path(), null, -1), outcome -> {
            if (outcome.ok()) {
                removed.complete(true);
            } else {
                removed.completeExceptionally(failure(core, key, outcome.code()));
            }
        });
    }

    /** Whatever is written goes through here, so that nothing is written without the guard. */
    private static <R> void submit(
            ClientCore core, @Nullable LockGuard guard, ZkRequest<R> write, Consumer<Outcome<R>> then) {
        if (guard == null) {
            core.session().submit(write, null, then);
            return;
        }
        core.session().submit(new ZkRequest.Guarded<>(guard.path(), write), null, outcome -> {
            Code code = outcome.ok() ? outcome.get().code() : outcome.code();
            R reply = outcome.ok() ? outcome.get().reply() : null;
            then.accept(new Outcome<>(code, reply, outcome.zxid(), outcome.incarnation()));
        });
    }

    private <R> void submit(ZkRequest<R> write, Consumer<Outcome<R>> then) {
        submit(core, guard, write, then);
    }

    private void start() {
        if (++rounds > ROUNDS_MAX) {
            result.completeExceptionally(new LatchkeyException("key " + key.key() + " comes and goes, gave up"));
        } else if (expectedVersion == ABSENT) {
            create();
        } else {
            int version = expectedVersion == ANY ? -1 : expectedVersion;
            submit(new ZkRequest.WriteNode(key.path(), data, version), this::onWritten);
        }
    }

    private void onWritten(Outcome<NodeStat> outcome) {
        if (outcome.ok()) {
            result.complete(outcome.get().version());
        } else if (outcome.code() == Code.NO_NODE && expectedVersion == ANY) {
            create();
        } else {
            fail(outcome.code());
        }
    }

    private void create() {
        ZkRequest.CreateNode create = new ZkRequest.CreateNode(key.path(), data, ZkRequest.Mode.PERSISTENT);
        submit(create, outcome -> {
            switch (outcome.code()) {
                case OK -> result.complete(outcome.get().stat().version());
                case NO_NODE -> makeParents();
                case NODE_EXISTS -> onExists();
                default -> fail(outcome.code());
            }
        });
    }

    private void makeParents() {
        for (String parent : key.parents()) {
            submit(new ZkRequest.CreateNode(parent, null, ZkRequest.Mode.PERSISTENT), outcome -> {});
        }
        if (++rounds > ROUNDS_MAX) {
            fail(Code.NO_NODE);
        } else {
            create();
        }
    }

    private void onExists() {
        if (expectedVersion == ANY) {
            start();
            return;
        }
        // a folder is no key: it may be given a value
        core.session().submit(new ZkRequest.ReadNode(key.path(), null), null, outcome -> {
            if (outcome.ok() && outcome.get().data() == null) {
                int version = outcome.get().stat().version();
                submit(new ZkRequest.WriteNode(key.path(), data, version), this::onWritten);
            } else {
                fail(outcome.ok() ? Code.NODE_EXISTS : outcome.code());
            }
        });
    }

    private void fail(Code code) {
        boolean conditional = expectedVersion != ANY;
        if (conditional && (code == Code.BAD_VERSION || code == Code.NODE_EXISTS || code == Code.NO_NODE)) {
            String wanted = expectedVersion == ABSENT ? "it to be absent" : "version " + expectedVersion;
            result.completeExceptionally(
                    new ConfigConflictException("key " + key.key() + ": expected " + wanted + ", met another"));
        } else {
            result.completeExceptionally(failure(core, key, code));
        }
    }

    private static LatchkeyException failure(ClientCore core, KeyPath key, Code code) {
        return switch (code) {
            case UNGUARDED ->
                new LeaseLostException(
                        "key " + key.key() + ": the lock that guards it is not held; nothing was changed");
            case CONNECTION_LOST ->
                new OutcomeUnknownException("key " + key.key()
                        + ": the connection went before the answer; it may have been changed or not");
            case UNAVAILABLE, SESSION_EXPIRED ->
                new ServiceUnavailableException("key " + key.key() + ": no connection in time; last trouble: "
                        + core.session().lastTrouble());
            case CLOSED -> new ServiceUnavailableException("key " + key.key() + ": the client has been closed");
            default -> new LatchkeyException("key " + key.key() + ": the server answered " + code);
        };
    }
}
