package io.latchkey.zab.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Zxid;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that appends is killed, again and again on one directory. */
class KillTest {
    private static final int KILLS = 4;

    @TempDir
    private Path dir;

    @Test
    void whatever_was_acknowledged_is_there_after_kill_9() throws Exception {
        Random random = new Random(5);
        long acknowledged = 0;
        for (int i = 0; i < KILLS; i++) {
            Process child = ChildJvm.start(Appender.class, dir.toString());
            try {
                acknowledged = killAfter(child, acknowledged + 50 + random.nextInt(1500));
            } finally {
                child.destroyForcibly();
            }
            DurableState state = Disk.stateOf(dir);
            assertThat((long) state.log().size()).as("kill %d", i).isGreaterThanOrEqualTo(acknowledged);
            assertThat(state.log())
                    .allSatisfy(p -> assertThat(p.txn())
                            .isEqualTo(Disk.proposal(p.zxid(), p.txn().length).txn()));
        }
    }

    /** The last counter that the child reported before it was gone. */
    private static long killAfter(Process child, long counter) throws IOException, InterruptedException {
        long acknowledged = 0;
        try (BufferedReader reports = child.inputReader()) {
            for (String line = reports.readLine(); line != null; line = reports.readLine()) {
                if (!line.startsWith("acked ")) {
                    continue;
                }
                acknowledged = Long.parseLong(line.substring("acked ".length()));
                if (acknowledged >= counter) {
                    // Not through the Process, which would close the reports that are still to be read.
                    child.toHandle().destroyForcibly();
                }
            }
        }
        assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(acknowledged).as("the child went before it was killed").isGreaterThanOrEqualTo(counter);
        return acknowledged;
    }

    /** Appends until it is killed, and reports what is durable. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] arguments) throws IOException {
            DiskStorage storage = Disk.open(Path.of(arguments[0]));
            DurableState state = storage.recover();
            long next = state.log().isEmpty()
                    ? 1
                    : Zxid.counter(state.log().get(state.log().size() - 1).zxid()) + 1;
            Random random = new Random(next);
            while (true) {
                int batch = 1 + random.nextInt(20);
                for (int i = 0; i < batch; i++) {
                    storage.journal()
                            .append(new JournalRecord.Append(Disk.proposal(Disk.z(next++), 8 + random.nextInt(1500))));
                }
                storage.journal().force();
                System.out.println("acked " + (next - 1));
            }
        }
    }
}
