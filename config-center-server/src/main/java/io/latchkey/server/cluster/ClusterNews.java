package io.latchkey.server.cluster;

import io.latchkey.server.peer.PeerNews;
import io.latchkey.zab.runtime.EngineStatus;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What the other servers said last of how they are, as far as there is a link to them. Any thread may ask. */
public final class ClusterNews implements PeerNews {
    private final Supplier<EngineStatus> status;
    private final Map<Integer, ServerNews> heard = new ConcurrentHashMap<>();

    /** @param status of this server */
    public ClusterNews(Supplier<EngineStatus> status) {
        this.status = status;
    }

    @Override
    public byte[] own() {
        return ServerNews.of(status.get()).encode();
    }

    @Override
    public void heard(int peer, byte[] news) {
        ServerNews decoded = ServerNews.decode(news);
        if (decoded != null) {
            heard.put(peer, decoded);
        }
    }

    @Override
    public void lost(int peer) {
        heard.remove(peer);
    }

    /** By server id; whoever is missing has no link to this server, or has not said anything yet. */
    public Map<Integer, ServerNews> all() {
        return new TreeMap<>(heard);
    }
}
