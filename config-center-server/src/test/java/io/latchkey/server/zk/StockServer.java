package io.latchkey.server.zk;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;

/** Apache ZooKeeper in this process: what ours is held against. */
final class StockServer implements AutoCloseable {
    private static final int TICK_MS = 2_000;

    static {
        System.setProperty("zookeeper.forceSync", "no"); // nothing here survives its test
        System.setProperty("zookeeper.admin.enableServer", "false");
    }

    private final ServerCnxnFactory connections;

    StockServer(Path dir) throws IOException, InterruptedException {
        ZooKeeperServer server = new ZooKeeperServer(dir.toFile(), dir.toFile(), TICK_MS);
        connections = new NIOServerCnxnFactory();
        connections.configure(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 500);
        connections.startup(server);
    }

    int port() {
        return connections.getLocalPort();
    }

    @Override
    public void close() {
        connections.shutdown();
    }
}
