package io.latchkey.server.peer;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** Transports of servers 1 to 4 on free ports of this machine. */
@Timeout(60)
abstract class OnSockets {
    static final int FRAME_MAX = 1_000_000;
    private static final PeerConfig.Timing QUICK = new PeerConfig.Timing(5, 50, 2_000, 2_000, 100, 20);
    private static final long UNSENT_MAX = 8_000_000;

    private final Vertx vertx = Vertx.vertx();
    private final List<VertxPeerTransport> opened = new ArrayList<>();
    private Map<Integer, PeerAddress> addresses = Map.of();

    @BeforeEach
    void chooseAddresses() throws IOException {
        addresses = freeAddresses(1, 2, 3, 4);
    }

    @AfterEach
    void close() throws Exception {
        opened.forEach(VertxPeerTransport::close);
        vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    static Map<Integer, PeerAddress> freeAddresses(int... ids) throws IOException {
        List<ServerSocket> held = new ArrayList<>();
        Map<Integer, PeerAddress> addresses = new TreeMap<>();
        for (int id : ids) {
            ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            held.add(socket);
            addresses.put(id, new PeerAddress("127.0.0.1", socket.getLocalPort()));
        }
        for (ServerSocket socket : held) {
            socket.close();
        }
        return addresses;
    }

    static PeerTrust trust(@Nullable String secret) {
        return new PeerTrust("", secret, null, false);
    }

    PeerAddress address(int id) {
        return addresses.get(id);
    }

    int port(int id) {
        return address(id).port();
    }

    /** As the engine names servers. */
    Map<Integer, String> texts(int... ids) {
        Map<Integer, String> texts = new TreeMap<>();
        for (int id : ids) {
            texts.put(id, address(id).toString());
        }
        return texts;
    }

    PeerConfig config(int self, PeerTrust trust) {
        return config(self, trust, 1, 2, 3);
    }

    /** @param list the ids that the server knows of at first */
    PeerConfig config(int self, PeerTrust trust, int... list) {
        Map<Integer, PeerAddress> known = new TreeMap<>();
        for (int id : list) {
            known.put(id, address(id));
        }
        return new PeerConfig(self, new Ensemble(known), "127.0.0.1", trust, FRAME_MAX, UNSENT_MAX, QUICK);
    }

    VertxPeerTransport open(PeerConfig config) throws Exception {
        VertxPeerTransport transport = VertxPeerTransport.open(vertx, config)
                .toCompletionStage()
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS);
        opened.add(transport);
        return transport;
    }

    VertxPeerTransport start(int self, PeerTrust trust, Ear ear) throws Exception {
        return start(config(self, trust), ear);
    }

    VertxPeerTransport start(PeerConfig config, Ear ear) throws Exception {
        VertxPeerTransport transport = open(config);
        transport.start(ear);
        return transport;
    }

    Impostor impostor(int to) throws IOException {
        return Impostor.connect(port(to));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
