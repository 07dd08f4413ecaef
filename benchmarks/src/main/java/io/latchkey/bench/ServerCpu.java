package io.latchkey.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** User and system time that server processes have used, from the kernel's books. */
record ServerCpu(List<Long> pids) {
    private static final double TICKS_PER_SECOND = 100;

    /** NaN when no process is known. */
    double seconds() {
        if (pids.isEmpty()) {
            return Double.NaN;
        }
        return pids.stream().mapToDouble(ServerCpu::seconds).sum();
    }

    private static double seconds(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_PER_SECOND;
        } catch (IOException e) {
            throw new UncheckedIOException("server process " + pid + " is gone", e);
        }
    }
}
