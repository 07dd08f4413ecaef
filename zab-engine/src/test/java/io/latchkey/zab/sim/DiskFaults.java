package io.latchkey.zab.sim;

import io.latchkey.zab.core.DurableState;
import io.latchkey.zab.core.Phase;

/** Mistakes about what is on disk. */
final class DiskFaults {
    private DiskFaults() {}

    static final class TruncNotOnDisk extends PlantedFault {
        @Override
        boolean writes(SimNode node, WriteKind kind) {
            return kind != WriteKind.TRUNCATE;
        }
    }

    static final class SnapNotOnDisk extends PlantedFault {
        @Override
        boolean writes(SimNode node, WriteKind kind) {
            return kind != WriteKind.INSTALL;
        }
    }

    static final class OldRoleWrites extends PlantedFault {
        @Override
        void onRoleChanged(SimNode node) {
            if (node.zab().phase() == Phase.ELECTION) {
                node.disk().delayPending();
            }
        }
    }

    static final class FailedSyncIgnored extends PlantedFault {
        @Override
        boolean survivesFailedSync() {
            return true;
        }
    }

    static final class SnapshotMislabelled extends PlantedFault {
        @Override
        long labelsSnapshot(SimNode node, long zxid) {
            return node.tree().zxid();
        }
    }

    static final class TailDropped extends PlantedFault {
        @Override
        DurableState onRecover(SimNode node, DurableState disk) {
            node.disk().truncate(disk.snapshotZxid());
            return node.disk().recover();
        }
    }

    static final class DamageTakenForTorn extends PlantedFault {
        @Override
        boolean takesDamageForTorn() {
            return true;
        }
    }

    static final class EmptyDiskVotes extends PlantedFault {
        @Override
        DurableState onRecover(SimNode node, DurableState disk) {
            return disk.labelled(0);
        }
    }

    static final class ChecksumsIgnored extends PlantedFault {
        @Override
        boolean ignoresChecksums() {
            return true;
        }
    }
}
