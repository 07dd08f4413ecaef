package io.latchkey.client;

import io.latchkey.client.count.CountRoom;
import io.latchkey.client.elect.QueueElection;
import io.latchkey.client.group.NodeGroup;
import io.latchkey.client.lock.LockRoom;
import io.latchkey.client.meet.NodeBarrier;
import io.latchkey.client.node.Lookouts;
import io.latchkey.client.node.Trees;
import io.latchkey.client.session.ClientCore;
import java.util.List;

/**
 * Locks and elections. One client is enough for a whole application: it keeps one connection and one session, and any number
 * of locks. Safe for use by several threads.
 *
 * <pre>{@code
 * try (LockClient client = LockClient.connect("localhost:2181");
 *         LockLease lease = client.lock("orders/42").acquire()) {
 *     store.write(order, lease.token());
 * }
 * }</pre>
 */
public final class LockClient implements AutoCloseable {
    private final ClientCore core;
    private final LockRoom locks;
    private final LockRoom elections;
    private final Lookouts lookouts;
    private final Trees trees;
    private final CountRoom counts;

    private LockClient(ClientCore core) {
        this.core = core;
        this.locks = new LockRoom(core, core.options().lockRoot());
        this.elections = new LockRoom(core, core.options().electionRoot());
        this.lookouts = new Lookouts(core);
        this.trees = new Trees(core);
        this.counts = new CountRoom(core, lookouts);
    }

    /**
     * Connects with the defaults.
     *
     * @param connectString {@code host:port[,host:port...][/chroot]}
     * @throws IllegalArgumentException    when the connect string is wrong
     * @throws ServiceUnavailableException when no server opens a session within 10 s
     */
    public static LockClient connect(String connectString) {
        return connect(ClientOptions.builder(connectString).build());
    }

    /**
     * Connects.
     *
     * @throws ServiceUnavailableException when no server opens a session in time
     */
    public static LockClient connect(ClientOptions options) {
        return new LockClient(ClientCore.open(options));
    }

    /**
     * A lock by its name, made when first asked for and gone when nobody wants it.
     *
     * @param name 1 to 512 characters; a {@code /} makes levels, as in {@code orders/42}
     */
    public DLock lock(String name) {
        return locks.lock(name);
    }

    /**
     * A semaphore by its name, in the same space of names as locks: {@code pool} lies beside a lock {@code pool/locks}.
     *
     * @param name       1 to 500 characters; a {@code /} makes levels
     * @param initialMax how many permits there are as long as nobody has {@link DSemaphore#setMax set} that, for all who are to
     *     agree the same; 0 or more
     */
    public DSemaphore semaphore(String name, int initialMax) {
        return locks.semaphore(name, initialMax);
    }

    /**
     * A lock for readers and writers by its name, in the queue of the {@link #lock} of that name.
     *
     * @param name as for {@link #lock}
     */
    public DReadWriteLock readWriteLock(String name) {
        return locks.readWriteLock(name);
    }

    /**
     * Several locks, taken together or not at all.
     *
     * @param names of 1 to 128 different {@link #lock}s
     */
    public MultiLock all(String... names) {
        return locks.all(List.of(names));
    }

    /** A candidate in an election; names as for locks, apart from them. */
    public LeaderElection election(String name) {
        return new QueueElection(core, trees, elections.lock(name));
    }

    /** A counter by its name; names as for locks, apart from them. */
    public DCounter counter(String name) {
        return counts.counter(name);
    }

    /** A count-down latch by its name; names as for locks, apart from them. */
    public DLatch latch(String name) {
        return counts.latch(name);
    }

    /** A barrier by its name; names as for locks, apart from them. */
    public DBarrier barrier(String name) {
        return new NodeBarrier(core, lookouts, name);
    }

    /** A group by its name; names as for locks, apart from them. */
    public DGroup group(String name) {
        return new NodeGroup(core, trees, name);
    }

    /** Where the client stands with its servers. */
    public ConnectionState state() {
        return core.session().state();
    }

    ClientCore core() {
        return core;
    }

    /** Releases everything by closing the session. Waits a moment for the server; may be repeated. */
    @Override
    public void close() {
        core.close();
    }
}
