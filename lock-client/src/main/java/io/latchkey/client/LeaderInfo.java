package io.latchkey.client;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Who leads. */
public final class LeaderInfo {
    private final String owner;
    private final FencingToken epoch;
    private final Instant since;
    private final byte @Nullable [] value;

    /** As told by the servers. */
    public LeaderInfo(String owner, FencingToken epoch, Instant since, byte @Nullable [] value) {
        this.owner = owner;
        this.epoch = epoch;
        this.since = since;
        this.value = value == null ? null : value.clone();
    }

    /** What the leader's client says about itself. */
    public String owner() {
        return owner;
    }

    /** The token of its term. */
    public FencingToken epoch() {
        return epoch;
    }

    /** When it joined the queue, by the servers' wall clock. */
    public Instant since() {
        return since;
    }

    /** What it has proclaimed in this term, see {@link Leadership#proclaim}; null if nothing. */
    public byte @Nullable [] value() {
        return value == null ? null : value.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof LeaderInfo that
                && owner.equals(that.owner)
                && epoch.equals(that.epoch)
                && since.equals(that.since)
                && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(owner, epoch, since, Arrays.hashCode(value));
    }

    @Override
    public String toString() {
        return "LeaderInfo[" + owner + ", " + epoch
                + (value == null ? "" : ", '" + new String(value, StandardCharsets.UTF_8) + "'") + "]";
    }
}
