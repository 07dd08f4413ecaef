package io.latchkey.test;

import io.latchkey.client.LockClient;
import java.util.concurrent.TimeUnit;

/**
 * Starts servers in a JVM that has done nothing else, and prints how long each takes, until a client has its first lock
 * too. Arguments: how many times, and how many servers.
 */
final class StartUp {
    private StartUp() {}

    public static void main(String[] args) throws Exception {
        int servers = Integer.parseInt(args[1]);
        for (int time = 1; time <= Integer.parseInt(args[0]); time++) {
            long begin = System.nanoTime();
            try (LatchkeyServer server =
                    LatchkeyServer.builder().servers(servers).start()) {
                long started = System.nanoTime();
                LockClient client = server.lockClient("first");
                client.lock("first").acquire().close();
                long locked = System.nanoTime();
                System.out.println("start " + time + ": serving after " + millis(started - begin)
                        + " ms, first lock after " + millis(locked - begin) + " ms");
            }
        }
    }

    private static long millis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanos);
    }
}
