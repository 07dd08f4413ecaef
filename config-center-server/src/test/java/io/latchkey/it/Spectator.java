package io.latchkey.it;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.zookeeper.AddWatchMode;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.ZooDefs.Ids;
import org.apache.zookeeper.ZooKeeper;

/** A stock client on one node that holds an ephemeral znode and watches the whole tree. */
final class Spectator implements AutoCloseable {
    private static final int SESSION_MILLIS = 10_000;

    private final ZooKeeper client;
    private final String held;
    private final List<KeeperState> states = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final List<WatchedEvent> events = new ArrayList<>();

    Spectator(String server, String held) throws Exception {
        client = new ZooKeeper(server, SESSION_MILLIS, event -> states.add(event.getState()));
        Waiting.until("a spectator is connected", () -> states.contains(KeeperState.SyncConnected));
        this.held = held;
        client.create(held, null, Ids.OPEN_ACL_UNSAFE, CreateMode.EPHEMERAL);
        client.addWatch("/", this::onEvent, AddWatchMode.PERSISTENT_RECURSIVE);
    }

    private void onEvent(WatchedEvent event) {
        lock.lock();
        try {
            events.add(event);
        } finally {
            lock.unlock();
        }
    }

    /** What it was told so far, but for its connection. */
    List<WatchedEvent> events() {
        lock.lock();
        try {
            return events.stream()
                    .filter(event -> event.getType() != EventType.None)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Zxids of what it was told of one path. */
    List<Long> changes(String path) {
        return events().stream()
                .filter(event -> event.getPath().equals(path) && event.getType() == EventType.NodeDataChanged)
                .map(WatchedEvent::getZxid)
                .toList();
    }

    /** The states of its connection so far. */
    List<KeeperState> states() {
        return List.copyOf(states);
    }

    /** Whether its ephemeral znode is there, and its session's. */
    boolean holds() throws Exception {
        return client.exists(held, false).getEphemeralOwner() == client.getSessionId();
    }

    @Override
    public void close() throws InterruptedException {
        client.close();
    }
}
