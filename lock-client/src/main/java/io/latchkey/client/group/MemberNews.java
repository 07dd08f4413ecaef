package io.latchkey.client.group;

import io.latchkey.client.GroupListener;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.SerialExecutor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Tells a listener how what is there differs from what it was told. However slow it is, only the newest state waits for it.
 */
final class MemberNews {
    private final ClientCore core;
    private final GroupListener listener;
    private final Executor executor;
    private final AtomicReference<@Nullable Map<String, byte[]>> newest = new AtomicReference<>();
    private volatile boolean closed;
    /** Belongs to the executor's turns, which follow one another. */
    private final Map<String, byte[]> told = new HashMap<>();

    MemberNews(ClientCore core, GroupListener listener, Executor executor) {
        this.core = core;
        this.listener = listener;
        this.executor = new SerialExecutor(executor);
    }

    void tell(Map<String, byte[]> members) {
        if (newest.getAndSet(members) == null) {
            core.callbacks().handOver(executor, this::tellNewest);
        }
    }

    private void tellNewest() {
        Map<String, byte[]> members = newest.getAndSet(null);
        if (members == null) {
            return;
        }
        for (String id : Map.copyOf(told).keySet()) {
            if (!closed && !members.containsKey(id)) {
                told.remove(id);
                listener.onRemoved(id);
            }
        }
        members.forEach((id, data) -> {
            byte[] before = closed ? data : told.put(id, data);
            if (before == null) {
                listener.onAdded(id, data.clone());
            } else if (!closed && !Arrays.equals(before, data)) {
                listener.onUpdated(id, data.clone());
            }
        });
    }

    void close() {
        closed = true;
    }
}
