package io.latchkey.server.zk;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.proto.ConnectResponse;
import org.apache.zookeeper.proto.WatcherEvent;

/**
 * A server and some clients of it that do one thing at a time. What comes back is told in words that don't depend on
 * the server: a zxid by the step that caused it, a session by its client.
 */
final class Side implements AutoCloseable {
    private static final int PING_XID = -2;
    private static final int UNIMPLEMENTED = -6;
    private static final int AUTH_FAILED = -115;

    private final int port;
    private final RawClient[] clients;
    private final Map<Long, String> zxids = new HashMap<>();
    private final Map<Long, String> sessions = new HashMap<>();
    private final List<List<String>> events = new ArrayList<>();
    private String lastWrite = "start";

    Side(int port, int clientCount) throws IOException {
        this.port = port;
        clients = new RawClient[clientCount];
        zxids.put(0L, "0");
        zxids.put(-1L, "none");
        for (int i = 0; i < clientCount; i++) {
            events.add(new ArrayList<>());
            reopen(i);
        }
    }

    /** A new connection with a new session. */
    private void reopen(int client) throws IOException {
        clients[client] = new RawClient(port);
        ConnectResponse session = clients[client].connect(0, new byte[16], 40_000);
        sessions.put(session.getSessionId(), "session of client " + client);
        alias(ping(client));
    }

    /** The zxid that uses up a step's number only on one of the servers goes by the name of the last one that counts. */
    private void alias(long zxid) {
        zxids.putIfAbsent(zxid, lastWrite);
    }

    private long ping(int client) throws IOException {
        clients[client].sendFrame(RawClient.request(PING_XID, OpCode.PING.type()));
        RawClient.Reply reply = clients[client].read();
        while (reply.xid() != PING_XID) {
            hear(client, reply);
            reply = clients[client].read();
        }
        return reply.zxid();
    }

    private void hear(int client, RawClient.Reply event) {
        WatcherEvent e = event.event();
        events.get(client).add(zxid(event.zxid()) + " type " + e.getType() + " " + e.getPath());
    }

    String zxid(long zxid) {
        return zxids.getOrDefault(zxid, "unknown");
    }

    /** What the client is told, and what events all clients get by it. */
    String play(int step, int client, Command command) throws IOException {
        String told;
        try {
            told = call(step, client, command);
        } catch (EOFException | SocketException e) {
            clients[client].close();
            told = "closed";
            reopen(client);
        }
        StringBuilder all = new StringBuilder(told);
        for (int i = 0; i < clients.length; i++) {
            all.append(collect(i) ? "" : "\n    then client " + i + " is closed");
            Collections.sort(events.get(i));
            all.append("\n    client ").append(i).append(" hears ").append(events.get(i));
            events.get(i).clear();
        }
        return all.toString();
    }

    /** False if the server has closed the connection; then there is a new one. */
    private boolean collect(int client) throws IOException {
        try {
            alias(ping(client));
            return true;
        } catch (EOFException | SocketException e) {
            clients[client].close();
            reopen(client);
            return false;
        }
    }

    private String call(int step, int client, Command command) throws IOException {
        int xid = command.xid(step);
        clients[client].sendFrame(RawClient.request(xid, command.type(), command.body()));
        RawClient.Reply reply = clients[client].read();
        List<RawClient.Reply> before = new ArrayList<>();
        while (reply.xid() != xid) {
            before.add(reply);
            reply = clients[client].read();
        }
        if (command.counts(reply.err())) {
            lastWrite = "step " + step;
            zxids.put(reply.zxid(), lastWrite);
        }
        alias(reply.zxid());
        for (RawClient.Reply event : before) {
            hear(client, event);
        }
        String zxid = command.type() == OpCode.AUTH.type() ? Long.toString(reply.zxid()) : zxid(reply.zxid());
        String told = "err " + reply.err() + ", zxid " + zxid + ": "
                + (reply.err() == 0 ? command.tell(this, reply) : "body of " + reply.body().length);
        if (command.type() == OpCode.CLOSE_SESSION.type() || reply.err() == AUTH_FAILED || isUnknown(reply)) {
            told += ", then closed";
            clients[client].expectClosed();
            clients[client].close();
            reopen(client);
        }
        return told;
    }

    private static boolean isUnknown(RawClient.Reply reply) {
        return reply.err() == UNIMPLEMENTED && reply.zxid() == ReplyCodec.NO_ZXID;
    }

    String tell(Stat s) {
        return "created by " + zxid(s.getCzxid()) + ", changed by " + zxid(s.getMzxid()) + ", children by "
                + zxid(s.getPzxid()) + ", versions " + s.getVersion() + " " + s.getCversion() + " " + s.getAversion()
                + ", owner " + sessions.getOrDefault(s.getEphemeralOwner(), Long.toString(s.getEphemeralOwner()))
                + ", " + s.getDataLength() + " bytes, " + s.getNumChildren() + " children";
    }

    @Override
    public void close() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }
}
