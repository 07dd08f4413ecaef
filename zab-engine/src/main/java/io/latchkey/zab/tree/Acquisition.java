package io.latchkey.zab.tree;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an {@link Request.Acquire} comes to, looked at against the tree ahead. */
final class Acquisition {
    /** So that a short request can't make a long transaction. */
    static final int CLAIMS_MAX = 128;

    static final int CONTAINERS_MAX = 32;

    private final DataTree ahead;
    private final long sessionId;
    private final Request.Acquire request;

    Acquisition(DataTree ahead, long sessionId, Request.Acquire request) {
        this.ahead = ahead;
        this.sessionId = sessionId;
        this.request = request;
    }

    /** Why nobody could do that; null if somebody could. */
    @Nullable
    ErrorCode problem() {
        int count = request.claims().size();
        if (sessionId == 0 || count == 0 || count > CLAIMS_MAX) {
            return ErrorCode.BAD_ARGUMENTS;
        }
        Set<String> queues = new HashSet<>();
        for (Request.Claim claim : request.claims()) {
            boolean sound = EntryName.isPrefix(claim.prefix())
                    && claim.containers() >= 0
                    && claim.containers() <= CONTAINERS_MAX
                    && queues.add(claim.queue());
            if (!sound) {
                return ErrorCode.BAD_ARGUMENTS;
            }
        }
        return null;
    }

    /**
     * Whether it has been done before. Whoever has lost some of the entries since then has the attempt all the same: they
     * were made together, and what is gone was taken away.
     */
    boolean isDone() {
        return request.retried() && request.claims().stream().anyMatch(c -> c.findEntry(ahead, sessionId) != null);
    }

    /** Whether all would be granted at once. */
    boolean isFree() {
        return request.claims().stream().allMatch(c -> c.isFree(ahead));
    }

    /** The nodes that a claim may make above its entry, from the top; whether they are missing is for the caller to see. */
    static List<String> containers(Request.Claim claim) {
        List<String> paths = new ArrayList<>();
        String queue = claim.queue();
        int end = queue.length();
        while (paths.size() < claim.containers() && end > 1) {
            paths.add(0, queue.substring(0, end));
            end = queue.lastIndexOf('/', end - 1);
        }
        return paths;
    }

    Request.Create container(String path) {
        return new Request.Create(path, null, request.acl(), CreateMode.CONTAINER);
    }

    Request.Create entry(Request.Claim claim) {
        String path = ZPath.child(claim.queue(), claim.prefix());
        return new Request.Create(path, claim.data(), request.acl(), CreateMode.EPHEMERAL_SEQUENTIAL);
    }
}
