package io.latchkey.client.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** A real Apache ZooKeeper in this process: what the client must get along with. */
public final class StockServer implements TestServer {
    private final Path dir;
    private final int tickMillis;
    private ZooKeeperServer server;
    private ServerCnxnFactory connections;
    private int port;

    /** Starts one whose sessions time out after 2 to 20 ticks. */
    public StockServer(Path dir, int tickMillis) {
        this.dir = dir;
        this.tickMillis = tickMillis;
        start();
    }

    @Override
    public void start() {
        System.setProperty("zookeeper.admin.enableServer", "false");
        // no test pulls the plug: waiting for the disk would only make the tests slow where others use it too
        System.setProperty("zookeeper.forceSync", "no");
        try {
            server = new ZooKeeperServer(dir.toFile(), dir.toFile(), tickMillis);
            connections = new NIOServerCnxnFactory();
            connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            connections.startup(server);
            port = connections.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public int port() {
        return port;
    }

    /** What the server has applied. */
    public ZooKeeperServer server() {
        return server;
    }

    @Override
    public List<String> children(String path) {
        try {
            return server.getZKDatabase().getChildren(path, null, null);
        } catch (KeeperException.NoNodeException e) {
            return List.of();
        }
    }

    @Override
    public void expire(long sessionId) {
        server.closeSession(sessionId);
    }

    @Override
    public void remove(String path) throws Exception {
        ZooKeeper other = new ZooKeeper(address(), 4_000, event -> {});
        try {
            other.delete(path, -1);
        } finally {
            other.close();
        }
    }

    @Override
    public void stop() {
        connections.shutdown();
    }

    @Override
    public void close() {
        stop();
    }
}
