package io.latchkey.client.lock;

import io.latchkey.client.AcquireOptions;
import io.latchkey.client.ConnectionState;
import io.latchkey.client.DReadWriteLock;
import io.latchkey.client.DSemaphore;
import io.latchkey.client.LockUnavailableException;
import io.latchkey.client.LossReason;
import io.latchkey.client.MultiLock;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.ZkRequest;
import io.latchkey.client.session.ZkSession;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All the queues under one root that this client takes part in: who waits, who holds, and what happens to them when the
 * session ends.
 */
public final class LockRoom {
    private static final Logger LOG = LoggerFactory.getLogger(LockRoom.class);
    private static final long RETRY_MILLIS = 50;
    /** While servers are upgraded, each attempt would find out at the price of a request. */
    private static final long AVOID_MILLIS = 10_000;

    private final ClientCore core;
    private final String root;
    private final Roster roster;
    private final Set<Attempt> attempts = new LinkedHashSet<>();
    private final Set<Hold> holds = new LinkedHashSet<>();
    private boolean avoidsServers;

    /** Makes the room. Any thread. */
    public LockRoom(ClientCore core, String root) {
        this.core = core;
        this.root = root;
        this.roster = new Roster(core.loop(), core.session());
        core.onLoop(() -> core.session().addListener(this::onState));
    }

    /** A lock by its name. Any thread. */
    public DistributedLock lock(String name) {
        return new DistributedLock(this, new QueuePath(root, name), EntryKind.LOCK);
    }

    /** A lock for readers and writers by its name. Any thread. */
    public DReadWriteLock readWriteLock(String name) {
        return new DistributedReadWriteLock(this, new QueuePath(root, name));
    }

    /** Several locks, each by its name. Any thread. */
    public MultiLock all(List<String> names) {
        return new JointLock(this, root, names);
    }

    /** What others see of the owner. Any thread. */
    byte[] ownerBytes(AcquireOptions options) {
        String info = options.ownerInfo();
        return (info != null ? info : core.owner()).getBytes(StandardCharsets.UTF_8);
    }

    /** A semaphore by its name. Any thread. */
    public DSemaphore semaphore(String name, int initialMax) {
        return new QueueSemaphore(this, PermitPath.of(root, name), initialMax);
    }

    ClientCore core() {
        return core;
    }

    ZkSession session() {
        return core.session();
    }

    Roster roster() {
        return roster;
    }

    /** Whether attempts may ask servers for a place by Latchkey's own request. Loop only. */
    boolean mayAskServers() {
        return !avoidsServers && session().mayBeExtended();
    }

    /** The servers don't know that request yet; they may in a while. Loop only. */
    void avoidServers() {
        if (!avoidsServers) {
            avoidsServers = true;
            core.loop().after(AVOID_MILLIS, () -> avoidsServers = false);
        }
    }

    void add(Attempt attempt) {
        attempts.add(attempt);
    }

    void remove(Attempt attempt) {
        attempts.remove(attempt);
    }

    void add(Hold hold) {
        holds.add(hold);
    }

    void remove(Hold hold) {
        holds.remove(hold);
    }

    private void onState(ConnectionState state, @Nullable Incarnation incarnation) {
        if (state == ConnectionState.EXPIRED) {
            holds.stream()
                    .filter(hold -> hold.home() == incarnation)
                    .toList()
                    .forEach(hold -> hold.lose(LossReason.SESSION_EXPIRED));
            List.copyOf(attempts).forEach(attempt -> attempt.onExpired(incarnation));
        } else if (state == ConnectionState.CLOSED) {
            List.copyOf(holds).forEach(hold -> hold.lose(LossReason.CLIENT_CLOSED));
            List.copyOf(attempts)
                    .forEach(attempt -> attempt.fail(new LockUnavailableException("the client has been closed")));
        }
    }

    /** For a timer, which counts in milliseconds; ten years at most. */
    static long millisRoundedUp(Duration time) {
        long limit = Duration.ofDays(3650).toMillis();
        return time.compareTo(Duration.ofMillis(limit)) > 0
                ? limit
                : time.plusNanos(999_999).toMillis();
    }

    /** Makes the nodes above a queue; what exists already stays. Gives the outcome of the last. */
    void makeParents(QueuePath path, Consumer<Code> done) {
        for (String fixed : path.fixedParents()) {
            session().submit(new ZkRequest.CreateNode(fixed, null, ZkRequest.Mode.PERSISTENT), null, outcome -> {});
        }
        List<String> containers = path.containers();
        for (int i = 0; i < containers.size(); i++) {
            boolean last = i == containers.size() - 1;
            ZkRequest.CreateNode container =
                    new ZkRequest.CreateNode(containers.get(i), null, ZkRequest.Mode.CONTAINER);
            session().submit(container, null, outcome -> {
                if (last) {
                    done.accept(outcome.code());
                }
            });
        }
    }

    /**
     * Removes an entry, again and again until a server confirms or the session, and the entry with it, is over.
     *
     * @param done gets whether the entry was there until now
     */
    void removeEntry(String entryPath, Incarnation home, Consumer<Boolean> done) {
        removeEntry(entryPath, home, true, done);
    }

    /**
     * Removes several entries of one session in one transaction; one by one, if some are gone already.
     *
     * @param done gets whether all were there until now
     */
    void removeEntries(List<String> entryPaths, Incarnation home, Consumer<Boolean> done) {
        if (entryPaths.isEmpty()) {
            done.accept(false);
            return;
        }
        List<ZkRequest<?>> deletes = new ArrayList<>();
        entryPaths.forEach(path -> deletes.add(new ZkRequest.DeleteNode(path, -1)));
        session().submit(new ZkRequest.Multi(deletes), home, outcome -> {
            if (outcome.ok() && outcome.get().code() == Code.OK) {
                done.accept(true);
            } else {
                removeOneByOne(entryPaths, home, outcome.code() != Code.CONNECTION_LOST, done);
            }
        });
    }

    private void removeOneByOne(List<String> entryPaths, Incarnation home, boolean first, Consumer<Boolean> done) {
        List<Boolean> removed = new ArrayList<>();
        for (String path : entryPaths) {
            removeEntry(path, home, first, was -> {
                removed.add(was);
                if (removed.size() == entryPaths.size()) {
                    done.accept(!removed.contains(false));
                }
            });
        }
    }

    private void removeEntry(String entryPath, Incarnation home, boolean first, Consumer<Boolean> done) {
        session().submit(new ZkRequest.DeleteNode(entryPath, -1), home, outcome -> {
            switch (outcome.code()) {
                case OK -> done.accept(true);
                // our own earlier delete may have been carried out although its reply was lost
                case NO_NODE -> done.accept(!first);
                case CONNECTION_LOST -> removeEntry(entryPath, home, false, done);
                case UNAVAILABLE, THROTTLED ->
                    core.loop().after(RETRY_MILLIS, () -> removeEntry(entryPath, home, first, done));
                case SESSION_EXPIRED, CLOSED -> done.accept(false);
                default -> {
                    LOG.warn("cannot remove {}: {}; it stays until the session ends", entryPath, outcome.code());
                    done.accept(false);
                }
            }
        });
    }
}
