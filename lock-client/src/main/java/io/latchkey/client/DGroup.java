package io.latchkey.client;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/**
 * A group of members that everybody sees; each an ephemeral node, gone with its client's session. Safe for use by several
 * threads.
 */
public interface DGroup {

    /** The name. */
    String name();

    /**
     * Joins. When the session expires, the member joins again in the next one, until it leaves.
     *
     * @param data what others see, at most 1,000,000 bytes
     * @return completes when it is in the group, or fails with {@link ServiceUnavailableException}
     */
    CompletionStage<Membership> joinAsync(byte[] data);

    /** As {@link #joinAsync}, for one session: when that expires, the membership has ended. */
    CompletionStage<Membership> joinOnceAsync(byte[] data);

    /** {@link #joinAsync}, waiting. */
    Membership join(byte[] data) throws InterruptedException;

    /** {@link #joinOnceAsync}, waiting. */
    Membership joinOnce(byte[] data) throws InterruptedException;

    /** A view that follows the members until it is closed. Without members of its own too. */
    GroupView members();

    /**
     * A view that also tells.
     *
     * @param listener is called on the executor, one call at a time
     */
    GroupView members(GroupListener listener, Executor executor);
}
