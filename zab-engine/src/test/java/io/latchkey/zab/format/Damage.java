package io.latchkey.zab.format;

import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;

/** Damages bytes in many ways by a fixed seed; whoever reads them may refuse them and nothing else. */
final class Damage {
    /** Far more than any of the tests' inputs needs, far less than a length taken at its word would allocate. */
    private static final long ALLOCATION_MAX_BYTES = 16 << 20;

    interface Reader {
        Object read(byte[] bytes) throws IOException;
    }

    private Damage() {}

    static void each(byte[] bytes, int times, Reader reader) {
        Random random = new Random(bytes.length);
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        for (int i = 0; i < times; i++) {
            byte[] damaged = damage(bytes, random);
            long before = threads.getCurrentThreadAllocatedBytes();
            try {
                reader.read(damaged);
            } catch (FormatException | EOFException e) {
                // what it is to do
            } catch (IOException | RuntimeException | Error e) {
                throw new AssertionError("case " + i + ": " + Arrays.toString(damaged), e);
            }
            long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            if (allocated > ALLOCATION_MAX_BYTES) {
                throw new AssertionError("case " + i + " allocated " + allocated + " bytes");
            }
        }
    }

    private static byte[] damage(byte[] bytes, Random random) {
        byte[] damaged = bytes.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(damaged.length);
            switch (random.nextInt(5)) {
                case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> damaged[at] = (byte) random.nextInt();
                case 2 -> damaged[at] = (byte) 0xff;
                case 3 -> Arrays.fill(damaged, at, Math.min(damaged.length, at + 9), (byte) 0xff);
                default -> System.arraycopy(damaged, at / 2, damaged, at, Math.min(8, damaged.length - at));
            }
        }
        return random.nextInt(5) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged;
    }
}
