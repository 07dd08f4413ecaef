package io.latchkey.zab.runtime;

import io.latchkey.zab.storage.DiskSpace;
import io.latchkey.zab.storage.Storage;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches how full the disks are. Measured on one thread at a time, read on any. */
final class DiskGauge {
    private static final Logger log = LoggerFactory.getLogger(DiskGauge.class);

    private static final long MIB = 1 << 20;

    private final Storage storage;
    private volatile DiskStatus status = DiskStatus.UNKNOWN;

    DiskGauge(Storage storage) {
        this.storage = storage;
    }

    DiskStatus status() {
        return status;
    }

    void measure() throws IOException {
        DiskSpace space = storage.space();
        boolean was = status.low();
        boolean low = space.isLow() || (was && !space.isAmple());
        status = new DiskStatus(space.freeBytes(), low);
        if (low && !was) {
            log.warn(
                    "the disk is nearly full, {} MiB are free: clients can only read here until there are {} MiB",
                    space.freeBytes() / MIB,
                    (space.freeBytesMin() + space.freeBytesMin() / 4 + MIB - 1) / MIB);
        } else if (was && !low) {
            log.info("{} MiB are free on the disk again: clients can write here", space.freeBytes() / MIB);
        }
    }
}
