package io.latchkey.server.zk;

import io.latchkey.zab.tree.Acl;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One who watches nodes: a connection. */
interface Watcher {
    /**
     * @param acl of the node that the event is about, which says whether this watcher may hear of it; null if unknown
     *     because the node came and went in one transaction
     */
    void onEvent(EventType type, String path, long zxid, @Nullable List<Acl> acl);
}
