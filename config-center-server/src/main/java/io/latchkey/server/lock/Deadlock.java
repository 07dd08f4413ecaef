package io.latchkey.server.lock;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Sessions that wait for each other in a circle: each waits for a lock that it can't get before the next has left that
 * lock's queue, and the last waits for the first.
 *
 * @param waits in the order of waiting; begins with the one that has waited longest
 */
public record Deadlock(List<Wait> waits) {
    /**
     * One session that waits.
     *
     * @param owner what its client says of itself
     * @param lock path of the lock that it waits for
     * @param entry name of its entry there
     * @param token czxid of that entry
     * @param sinceMs since when it waits, by the leader's clock
     * @param before token of the entry by which the next session stands before it
     * @param held whether that holds the lock, or is a writer that waits there itself before this reader
     */
    public record Wait(
            long session,
            String owner,
            String lock,
            String entry,
            long token,
            long sinceMs,
            long before,
            boolean held) {}

    /** The one who has waited shortest: it closed the circle. */
    public Wait youngest() {
        return waits.stream().max((a, b) -> Long.compare(a.token(), b.token())).orElseThrow();
    }

    /** Since when the circle is closed, by the leader's clock. */
    public long sinceMs() {
        return youngest().sinceMs();
    }

    /** For people: who holds what and waits for what, once round. */
    public String describe() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < waits.size(); i++) {
            Wait wait = waits.get(i);
            Wait before = waits.get((i + waits.size() - 1) % waits.size());
            text.append(i == 0 ? "" : "; ")
                    .append(who(wait))
                    .append(before.held() ? " holds " : " waits first for ")
                    .append(LockInspection.name(before.lock()))
                    .append(" and waits for ")
                    .append(LockInspection.name(wait.lock()));
        }
        return text.toString();
    }

    private static String who(Wait wait) {
        String session = "session 0x" + Long.toHexString(wait.session());
        return wait.owner().isEmpty() ? session : wait.owner() + " (" + session + ")";
    }

    /** The same while and only while it is the same circle of the same entries. */
    String identity() {
        return waits.stream().map(wait -> wait.token() + "<" + wait.before()).collect(Collectors.joining(","));
    }
}
