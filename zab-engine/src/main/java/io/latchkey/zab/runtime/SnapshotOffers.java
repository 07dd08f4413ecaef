package io.latchkey.zab.runtime;

import io.latchkey.zab.core.History;
import io.latchkey.zab.tree.DataTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Remembers what was being sent when a link broke, as long as it can be gone on with. Engine thread. */
final class SnapshotOffers {
    private final History history;
    private final @Nullable DataTree[] broken = new DataTree[256]; // by server id

    SnapshotOffers(History history) {
        this.history = history;
    }

    /** @param tree the committed one, which the peer is to get */
    SnapshotOffer offer(int peer, long session, DataTree tree) {
        expire();
        DataTree base = broken[peer];
        if (base == null || base.zxid() >= tree.zxid()) {
            return new SnapshotOffer(session, tree.zxid(), tree, List.of());
        }
        long after = base.zxid();
        return new SnapshotOffer(
                session,
                tree.zxid(),
                base,
                history.committedProposals().stream()
                        .filter(proposal -> proposal.zxid() > after && proposal.zxid() <= tree.zxid())
                        .toList());
    }

    void broke(int peer, SnapshotOffer offer) {
        broken[peer] = offer.base();
    }

    void sent(int peer) {
        broken[peer] = null;
    }

    /** Forgets trees from which the history does not lead on: they would hold memory, and be of no use. */
    void expire() {
        for (int peer = 0; peer < broken.length; peer++) {
            DataTree base = broken[peer];
            if (base != null && base.zxid() < history.floor()) {
                broken[peer] = null;
            }
        }
    }
}
