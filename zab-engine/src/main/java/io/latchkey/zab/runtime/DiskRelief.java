package io.latchkey.zab.runtime;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A leader whose disk is nearly full hands over to another, since each write of the ensemble goes through the leader's
 * disk first and clients of the others may write on. Once for each time that the disk fills up: where all disks are full,
 * leadership must not go round and round. Engine thread.
 */
final class DiskRelief {
    private static final Logger log = LoggerFactory.getLogger(DiskRelief.class);

    private final Primary primary;
    private boolean asked;

    DiskRelief(Primary primary) {
        this.primary = primary;
    }

    void onTick(DiskStatus disk) {
        if (!disk.low()) {
            asked = false;
        } else if (!asked && primary.handOver()) {
            asked = true;
            log.warn("this server's disk is nearly full, so it hands leadership over");
        }
    }
}
