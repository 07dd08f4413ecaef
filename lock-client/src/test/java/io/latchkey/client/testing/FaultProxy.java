package io.latchkey.client.testing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Sits between client and server, understands frames, and does what networks do. */
public final class FaultProxy implements AutoCloseable {
    public static final int DELETE = 2;
    public static final int EXISTS = 3;
    public static final int GET_DATA = 4;
    public static final int LIST = 8;
    public static final int MULTI = 14;
    public static final int CREATE = 15;
    public static final int ACQUIRE = 1_001;

    private static final int NOTHING = Integer.MIN_VALUE;
    /** Of a connect request as ZooKeeper knows it. */
    private static final int CONNECT_BYTES = 45;
    /** Of a reply. */
    private static final int HEADER_BYTES = 16;

    private static final int UNIMPLEMENTED = -6;
    /** In place of a request's number. */
    private static final int EVENT = -1;

    private final ServerSocket listener;
    private final int serverPort;
    private final List<Pair> pairs = new CopyOnWriteArrayList<>();
    private final ReentrantLock guard = new ReentrantLock();
    private final Condition healed = guard.newCondition();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger dropReplyTo = new AtomicInteger(NOTHING);
    private final AtomicInteger dropRequest = new AtomicInteger(NOTHING);
    private final AtomicInteger refuseRequest = new AtomicInteger(NOTHING);
    private boolean black;
    private volatile boolean refusing;
    private volatile boolean hiding;

    public FaultProxy(int serverPort) {
        this.serverPort = serverPort;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        daemon("proxy-accept", this::acceptAll);
    }

    public String address() {
        return "127.0.0.1:" + listener.getLocalPort();
    }

    /** Lets the next request of this kind reach the server, swallows the reply, and cuts: done, but nobody is told. */
    public void dropNextReplyTo(int opcode) {
        dropReplyTo.set(opcode);
    }

    /** Cuts when the next request of this kind comes, before the server sees it. */
    public void dropNextRequest(int opcode) {
        dropRequest.set(opcode);
    }

    /** Answers the next request of this kind as a server whose leader does not know it; nothing else may be under way. */
    public void refuseNext(int opcode) {
        refuseRequest.set(opcode);
    }

    /** From now on, servers are not told what new connections would like beside ZooKeeper's protocol. */
    public void hideExtension() {
        hiding = true;
    }

    /** Whether the ordered drops have happened. */
    public boolean dropped() {
        return dropReplyTo.get() == NOTHING && dropRequest.get() == NOTHING && refuseRequest.get() == NOTHING;
    }

    /** Nothing passes in either direction and nobody notices, until {@link #heal}. */
    public void blackhole() {
        guard.lock();
        try {
            black = true;
        } finally {
            guard.unlock();
        }
    }

    /** Closes every new connection at once. */
    public void refuse() {
        refusing = true;
    }

    public void heal() {
        refusing = false;
        guard.lock();
        try {
            black = false;
            healed.signalAll();
        } finally {
            guard.unlock();
        }
    }

    /** Closes every connection. */
    public void cut() {
        pairs.forEach(Pair::close);
    }

    /** Requests seen so far, of all connections. */
    public int requests() {
        return requests.get();
    }

    /** Watch events seen so far, of all connections. */
    public int events() {
        return events.get();
    }

    private void acceptAll() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (refusing) {
                    client.close();
                } else {
                    pairs.add(new Pair(client, new Socket(InetAddress.getLoopbackAddress(), serverPort)));
                }
            } catch (IOException e) {
                // the server is down, or the proxy is closing: the client sees a closed connection
                continue;
            }
        }
    }

    private void passOrWait() {
        guard.lock();
        try {
            while (black) {
                healed.awaitUninterruptibly();
            }
        } finally {
            guard.unlock();
        }
    }

    private static void daemon(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    private final class Pair {
        private final Socket client;
        private final Socket server;
        private final Set<Integer> doomed = ConcurrentHashMap.newKeySet();

        Pair(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            daemon("proxy-up", () -> pump(client, server, true));
            daemon("proxy-down", () -> pump(server, client, false));
        }

        private void pump(Socket from, Socket to, boolean up) {
            try (from;
                    to) {
                DataInputStream in = new DataInputStream(from.getInputStream());
                DataOutputStream out = new DataOutputStream(to.getOutputStream());
                boolean handshake = true;
                while (true) {
                    byte[] frame = new byte[in.readInt()];
                    in.readFully(frame);
                    passOrWait();
                    if (handshake && up && hiding && frame.length > CONNECT_BYTES) {
                        frame = Arrays.copyOf(frame, CONNECT_BYTES);
                    } else if (!handshake && !(up ? request(frame) : reply(frame))) {
                        return;
                    }
                    handshake = false;
                    if (up && refuseRequest.compareAndSet(intAt(frame, Integer.BYTES), NOTHING)) {
                        client.getOutputStream().write(framed(unimplemented(frame)));
                    } else {
                        out.write(framed(frame));
                    }
                }
            } catch (IOException e) {
                close();
            }
        }

        private byte[] unimplemented(byte[] request) {
            byte[] header = Arrays.copyOf(request, HEADER_BYTES);
            Arrays.fill(header, Integer.BYTES, HEADER_BYTES, (byte) 0);
            putInt(header, HEADER_BYTES - Integer.BYTES, UNIMPLEMENTED);
            return header;
        }

        private byte[] framed(byte[] frame) {
            byte[] whole = new byte[Integer.BYTES + frame.length];
            putInt(whole, 0, frame.length);
            System.arraycopy(frame, 0, whole, Integer.BYTES, frame.length);
            return whole;
        }

        private boolean request(byte[] frame) {
            int opcode = intAt(frame, Integer.BYTES);
            if (intAt(frame, 0) > 0) {
                requests.incrementAndGet();
            }
            if (dropRequest.compareAndSet(opcode, NOTHING)) {
                return false;
            }
            if (dropReplyTo.get() == opcode) {
                doomed.add(intAt(frame, 0));
            }
            return true;
        }

        private boolean reply(byte[] frame) {
            if (intAt(frame, 0) == EVENT) {
                events.incrementAndGet();
            }
            if (doomed.contains(intAt(frame, 0))) {
                dropReplyTo.set(NOTHING);
                return false;
            }
            return true;
        }

        void close() {
            pairs.remove(this);
            try {
                client.close();
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static int intAt(byte[] bytes, int at) {
        return (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | (bytes[at + 3] & 0xff);
    }

    private static void putInt(byte[] bytes, int at, int value) {
        bytes[at] = (byte) (value >>> 24);
        bytes[at + 1] = (byte) (value >>> 16);
        bytes[at + 2] = (byte) (value >>> 8);
        bytes[at + 3] = (byte) value;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        heal();
        cut();
    }
}
