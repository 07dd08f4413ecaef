package io.latchkey.server.http;

import io.latchkey.server.view.LoopView;

/**
 * Keeps a view lazy while nobody on its loop needs to hear of others' transactions at once; whoever reads catches up by
 * itself. Loop only.
 */
final class Attention {
    private final LoopView view;
    private int needs;

    Attention(LoopView view) {
        this.view = view;
        view.setEager(false);
    }

    /** One more needs it; {@link #release} takes it back. */
    void need() {
        needs++;
        view.setEager(true);
    }

    void release() {
        needs--;
        view.setEager(needs > 0);
    }
}
