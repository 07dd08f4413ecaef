package io.latchkey.zab.disk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * A server under load, on a real file system, whose power is cut or that is killed, again and again in one directory:
 * whatever it acknowledged is there at the next start, which nobody has to help. Run by {@code bin/test --disk}.
 */
@Tag("disk")
class RealDiskTest {
    private static final int CUTS = 45;
    private static final int CUTS_WITHOUT_SYNC_MAX = 10;
    private static final int KILLS = 30;
    private static final long DISK_BYTES = 512 << 20;

    /** So many writes a server acknowledges before its end, at most. */
    private static final int WRITES_MAX = 12_000;

    /** One end in so many comes before the server serves. */
    private static final int EARLY = 5;

    private static final int RECOVERY_MS_MAX = 400;
    private static final int FIRST_STARTS = 15;
    private static final int FIRST_START_MS_MAX = 800;

    @TempDir
    private Path dir;

    private final Random random = new Random(22);

    @Test
    void no_cut_of_power_loses_what_was_acknowledged() throws Exception {
        Tally tally = new Tally("cut", CUTS);
        try (LoopDisk disk = makeDisk()) {
            for (int cut = 1; cut <= CUTS; cut++) {
                try (Life life = new Life(data(disk))) {
                    awaitItsTime(life, cut);
                    long[] acknowledged = {-1};
                    disk.cutPower(() -> acknowledged[0] = life.acknowledged());
                    int exit = life.await();
                    assertThat(exit).as("exit code of a server without a disk").isNotZero();
                    tally.add(life, acknowledged[0]);
                }
                disk.unmount();
                disk.mount();
            }
            checkLast(tally, data(disk));
        }
        tally.print();
    }

    /** ZooKeeper refuses its own data then: a log without the snapshot that it never synced. */
    @Test
    void a_cut_at_the_first_start_needs_no_help() throws Exception {
        try (LoopDisk disk = makeDisk()) {
            for (int cut = 1; cut <= FIRST_STARTS; cut++) {
                Path data = disk.path().resolve("data-" + cut);
                try (Life first = new Life(data)) {
                    first.awaitBegin();
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(FIRST_START_MS_MAX)));
                    long[] acknowledged = {-1};
                    disk.cutPower(() -> acknowledged[0] = first.acknowledged());
                    first.await();
                    disk.unmount();
                    disk.mount();
                    try (Life second = new Life(data)) {
                        assertThat(second.recovered())
                                .as("after cut %d: %s", cut, second.log())
                                .isGreaterThanOrEqualTo(acknowledged[0]);
                        second.kill();
                        second.await();
                    }
                    System.out.printf(
                            "cut %d of %d at a first start: acknowledged up to %d%n",
                            cut, FIRST_STARTS, acknowledged[0]);
                }
            }
        }
        System.out.printf("RESULT %d cuts at a first start, and each second start needed no help%n", FIRST_STARTS);
    }

    /** Otherwise the cuts would prove nothing. */
    @Test
    void without_syncs_the_same_cuts_lose_it() throws Exception {
        Tally tally = new Tally("cut without syncs", CUTS_WITHOUT_SYNC_MAX);
        boolean lost = false;
        try (LoopDisk disk = makeDisk()) {
            for (int cut = 1; cut <= CUTS_WITHOUT_SYNC_MAX && !lost; cut++) {
                try (Life life = new Life(data(disk), LoadedServer.NO_SYNC)) {
                    if (life.serves()) {
                        life.awaitAcknowledged(life.recovered() + 1 + random.nextInt(WRITES_MAX));
                        long[] acknowledged = {-1};
                        disk.cutPower(() -> acknowledged[0] = life.acknowledged());
                        life.await();
                        lost = tally.isLoss(life);
                        if (!lost) {
                            tally.add(life, acknowledged[0]);
                        }
                    } else {
                        System.out.println("it can't start: " + life.lastWords());
                        lost = true;
                    }
                }
                disk.unmount();
                disk.mount();
            }
        }
        assertThat(lost).isTrue();
    }

    @Test
    void no_kill_loses_what_was_acknowledged() throws Exception {
        Tally tally = new Tally("kill", KILLS);
        for (int kill = 1; kill <= KILLS; kill++) {
            try (Life life = new Life(dir)) {
                awaitItsTime(life, kill);
                life.kill();
                life.await();
                tally.add(life, life.acknowledged());
            }
        }
        checkLast(tally, dir);
        tally.print();
    }

    /** When it ends: at some point of its start, or when it has acknowledged some writes. */
    private void awaitItsTime(Life life, int round) throws InterruptedException {
        life.awaitBegin();
        if (round > 1 && round % EARLY == 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(RECOVERY_MS_MAX)));
        } else {
            life.awaitAcknowledged(life.recovered() + 1 + random.nextInt(WRITES_MAX));
        }
        assertThat(life.lastWords())
                .as("it must not end by itself: %s", life.log())
                .isNull();
    }

    private static void checkLast(Tally tally, Path data) throws Exception {
        try (Life last = new Life(data)) {
            last.recovered();
            last.kill();
            last.await();
            tally.check(last);
        }
    }

    private static Path data(LoopDisk disk) {
        return disk.path().resolve("data");
    }

    private LoopDisk makeDisk() throws InterruptedException {
        try {
            return LoopDisk.make(dir, DISK_BYTES);
        } catch (IOException e) {
            System.out.println("SKIPPED: no disk can be made here whose power can be cut: " + e.getMessage());
            throw new TestAbortedException(e.getMessage(), e);
        }
    }
}
