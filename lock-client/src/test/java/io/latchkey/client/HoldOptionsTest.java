package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static io.latchkey.client.testing.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.testing.Bench;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds that end by themselves, and holds that are asked back. */
class HoldOptionsTest {
    private static final Duration LONG = Duration.ofSeconds(4);
    private static final AcquireOptions FOREVER = AcquireOptions.waitForever();

    @TempDir
    Path dir;

    private Bench bench;

    /** Other servers are tried by the same tests. */
    Bench bench(Path home) {
        return new Bench(home);
    }

    @BeforeEach
    void start() {
        bench = bench(dir);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    private static LockLease acquire(DLock lock, AcquireOptions options) throws Exception {
        return lock.tryAcquire(options).orElseThrow();
    }

    // ---- max hold

    @Test
    void a_hold_ends_when_its_time_is_over() throws Exception {
        Duration maxHold = Duration.ofMillis(400);
        DLock lock = bench.direct().lock("door");
        LockLease lease = acquire(lock, FOREVER.withMaxHold(maxHold));
        LockLease shared = lease.reenter();
        BlockingQueue<LossReason> losses = new LinkedBlockingQueue<>();
        lease.onLost(losses::add, Runnable::run);
        CompletableFuture<Boolean> validAtHandoff = new CompletableFuture<>();
        CompletableFuture<LockLease> next =
                bench.direct().lock("door").acquireAsync(FOREVER).toCompletableFuture();
        var unused = next.thenAccept(granted -> validAtHandoff.complete(lease.isValid() || shared.isValid()));
        assertThat(lease.remaining()).isLessThanOrEqualTo(maxHold);

        assertThat(get(lease.lost())).isEqualTo(LossReason.MAX_HOLD);
        assertThat(get(shared.lost())).isEqualTo(LossReason.MAX_HOLD);
        assertThat(get(validAtHandoff)).isFalse();
        assertThat(get(next).token()).isGreaterThan(lease.token());
        assertThat(bench.queued("door")).isEqualTo(1);
        assertThat(losses.poll(20, TimeUnit.SECONDS)).isEqualTo(LossReason.MAX_HOLD);
        assertThat(losses).isEmpty();
        assertThat(get(lease.releaseAsync())).isFalse();
        assertThat(get(shared.releaseAsync())).isFalse();
        get(get(next).verify());
    }

    @Test
    void it_is_invalid_by_the_clock_before_anything_is_told_or_removed() throws Exception {
        LockClient client = bench.direct();
        LockLease limited = acquire(client.lock("door"), FOREVER.withMaxHold(Duration.ofMinutes(1)));
        LockLease brief = acquire(client.lock("gate"), FOREVER.withMaxHold(Duration.ofSeconds(1)));
        assertThat(brief.isValid()).isTrue();
        bench.clock.jump(Duration.ofSeconds(1));
        assertThat(brief.isValid()).isFalse();
        assertThat(brief.remaining()).isZero();
        assertThatThrownBy(brief::ensureValid).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(brief::reenter).isInstanceOf(LeaseLostException.class);
        assertThatThrownBy(() -> get(brief.verify())).hasCauseInstanceOf(LeaseLostException.class);
        assertThat(bench.queued("gate")).isEqualTo(1);
        assertThat(limited.isValid()).isTrue();
        assertThat(get(brief.releaseAsync())).as("held until now").isFalse();
        assertThat(bench.queued("gate")).isZero();
    }

    @Test
    void a_hold_that_is_given_back_in_time_is_not_lost() throws Exception {
        DLock lock = bench.direct().lock("door");
        LockLease first = acquire(lock, FOREVER.withMaxHold(Duration.ofMillis(300)));
        assertThat(get(first.releaseAsync())).isTrue();
        LockLease second = acquire(lock, FOREVER);
        LockLease timekeeper = acquire(bench.direct().lock("gate"), FOREVER.withMaxHold(Duration.ofMillis(600)));
        get(timekeeper.lost());
        assertThat(first.lost().toCompletableFuture()).isNotDone();
        assertThat(second.isValid()).isTrue();
        get(second.verify());
    }

    @Test
    void options_have_bounds() {
        assertThatIllegalArgumentException().isThrownBy(() -> FOREVER.withMaxHold(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> FOREVER.withMaxHold(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> FOREVER.withMaxHold(Duration.ofDays(3651)));
        assertThatIllegalArgumentException().isThrownBy(() -> FOREVER.withLockDelay(Duration.ofMillis(60_001)));
        assertThatIllegalArgumentException().isThrownBy(() -> FOREVER.withLockDelay(Duration.ofNanos(-1)));
        AcquireOptions all = AcquireOptions.within(LONG)
                .withMaxHold(Duration.ofNanos(1))
                .withLockDelay(Duration.ofSeconds(60))
                .withRevocable(true)
                .withFailOnDeadlock(true)
                .withOwnerInfo("me");
        assertThat(all)
                .isEqualTo(new AcquireOptions(LONG, "me", Duration.ofNanos(1), Duration.ofSeconds(60), true, true));
    }

    // ---- revocable

    @Test
    void a_revocable_holder_is_asked_and_decides() throws Exception {
        DLock lock = bench.direct().lock("door");
        DLock other = bench.direct().lock("door");
        assertThat(other.requestRelease()).as("nobody holds it").isFalse();
        LockLease lease = acquire(lock, FOREVER.withRevocable(true));
        List<String> asked = new CopyOnWriteArrayList<>();
        CompletableFuture<String> heard = new CompletableFuture<>();
        lease.onRevoke(
                () -> {
                    asked.add("first");
                    heard.complete("asked");
                },
                Runnable::run);
        CompletableFuture<LockLease> next = other.acquireAsync(FOREVER).toCompletableFuture();
        until("two in the queue", () -> bench.queued("door") == 2);
        assertThat(other.requestRelease()).isTrue();
        assertThat(get(other.requestReleaseAsync())).isTrue();
        get(heard);
        assertThat(lease.isValid()).isTrue();
        assertThat(next).isNotDone();
        CompletableFuture<String> late = new CompletableFuture<>();
        lease.onRevoke(() -> late.complete("told at once"), Runnable::run);
        get(late);
        get(lease.verify());
        get(lease.releaseAsync());
        LockLease ours = get(next);
        assertThat(lock.requestRelease()).as("the next one is not revocable").isFalse();
        assertThat(asked).containsExactly("first");
        assertThat(get(ours.releaseAsync())).isTrue();
        assertThat(other.requestRelease()).isFalse();
    }

    @Test
    void one_that_is_not_revocable_is_left_alone() throws Exception {
        DLock lock = bench.direct().lock("door");
        LockLease lease = acquire(lock, FOREVER.withOwnerInfo("the owner"));
        assertThat(bench.direct().lock("door").requestRelease()).isFalse();
        assertThat(lock.inspect().holder().orElseThrow().owner()).isEqualTo("the owner");
        assertThatIllegalStateException().isThrownBy(() -> lease.onRevoke(() -> {}, Runnable::run));
        get(lease.verify());
    }

    @Test
    void whoever_was_cut_off_hears_it_afterwards() throws Exception {
        LockLease lease = acquire(bench.behindProxy(LONG).lock("door"), FOREVER.withRevocable(true));
        CompletableFuture<String> heard = new CompletableFuture<>();
        lease.onRevoke(() -> heard.complete("asked"), Runnable::run);
        bench.proxy.refuse();
        bench.proxy.cut();
        assertThat(bench.direct().lock("door").requestRelease()).isTrue();
        assertThat(heard).isNotDone();
        bench.proxy.heal();
        get(heard);
        assertThat(lease.isValid()).isTrue();
    }

    @Test
    void a_revocable_entry_that_somebody_removes_is_a_loss() throws Exception {
        LockLease lease = acquire(bench.direct().lock("door"), FOREVER.withRevocable(true));
        bench.server.remove(lease.guard().path());
        assertThat(get(lease.lost())).isEqualTo(LossReason.ENTRY_REMOVED);
    }
}
