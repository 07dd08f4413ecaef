package io.latchkey.zab.runtime;

import java.util.List;
import java.util.Map;

/** The transport of an ensemble of one: no link ever comes up. */
final class NoPeers implements PeerTransport {
    @Override
    public void start(Listener listener) {}

    @Override
    public void peersChanged(Map<Integer, String> addressById) {}

    @Override
    public void send(int peer, long link, List<byte[]> frames) {}

    @Override
    public void reset(int peer, long link) {}

    @Override
    public void close() {}
}
