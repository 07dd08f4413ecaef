package io.latchkey.server.view;

import io.latchkey.zab.runtime.Committed;

/** One who waits for a submission of this loop. Called on the loop, at most once. */
public interface ReplyHandle {
    /** The submission is committed: the loop's tree is the one just after it, its watches have been fired. */
    void onCommitted(Committed committed);
}
