package io.latchkey.client;

/**
 * What the servers check in the same transaction as a write, so that the write happens only as long as the lock is held: that
 * the holder's entry in the queue exists. The entry goes with the hold, however that ends, and none of the same name is ever
 * made again; so there is no moment between check and write, as there is with {@link LockLease#isValid}. Good for data on
 * these servers; what lies elsewhere is fenced by {@link LockLease#token}.
 *
 * <p>{@link ConfigClient} takes it along with a change. With ZooKeeper's own client or Curator, on a connection of its own:
 * <pre>{@code
 * LockGuard guard = lease.guard();
 * zooKeeper.multi(List.of(
 *         Op.check(guard.path(), guard.version()),
 *         Op.setData("/orders/42", data, -1))); // NoNodeException of the check: the lock is gone, nothing was changed
 * }</pre>
 *
 * @param lock the name of the lock or election
 * @param path of the entry, below the chroot of the client that holds the lock
 */
public record LockGuard(String lock, String path) {
    private static final int ANY = -1;

    /** The version to check for: any, since the entry's data says nothing about the hold. */
    public int version() {
        return ANY;
    }
}
