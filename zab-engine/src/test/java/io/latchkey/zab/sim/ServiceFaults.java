package io.latchkey.zab.sim;

import io.latchkey.zab.tree.Applied;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.Txn;
import io.latchkey.zab.tree.TxnRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Mistakes in what is done for clients. */
final class ServiceFaults {
    private ServiceFaults() {}

    static final class OldDeadlines extends PlantedFault {
        @Override
        boolean keepsOldDeadlines() {
            return true;
        }
    }

    static final class JudgedByCommitted extends PlantedFault {
        @Override
        DataTree preparesAgainst(DataTree committed, DataTree ahead, Submission submission) {
            return committed;
        }
    }

    static final class RequestsOvertake extends PlantedFault {
        @Override
        boolean delaysRequest(long number) {
            return number % 8 == 0;
        }

        @Override
        boolean takesRequestsAgain() {
            return true; // otherwise the leader would think that it has the overtaken one
        }
    }

    static final class HalfAMulti extends PlantedFault {
        @Override
        Applied apply(SimNode node, long zxid, TxnRecord txn) {
            if (txn.txn() instanceof Txn.Multi multi && node.index() == 0) {
                return super.apply(
                        node, zxid, with(txn, new Txn.Multi(multi.ops().subList(0, 1))));
            }
            return super.apply(node, zxid, txn);
        }
    }

    private static TxnRecord with(TxnRecord record, Txn txn) {
        return new TxnRecord(
                record.originServer(),
                record.originNumber(),
                record.sessionId(),
                record.timeMs(),
                record.digest(),
                txn);
    }

    static final class CloseLeavesEphemerals extends PlantedFault {
        @Override
        Applied apply(SimNode node, long zxid, TxnRecord txn) {
            if (txn.txn() instanceof Txn.CloseSession close
                    && node.index() == 0
                    && !close.ephemerals().isEmpty()) {
                Txn partial = new Txn.CloseSession(close.id(), List.of(), close.expired());
                return super.apply(node, zxid, with(txn, partial));
            }
            return super.apply(node, zxid, txn);
        }
    }

    static final class WatchBeforeApply extends PlantedFault {
        @Override
        boolean firesWhenProposed() {
            return true;
        }
    }

    static final class WatchesNotCompared extends PlantedFault {
        @Override
        boolean forgetsToCompareWatches() {
            return true;
        }
    }

    static final class ExpiryByWallClock extends PlantedFault {
        private final Map<Integer, Long> steppedAtStart = new HashMap<>(); // of each node, when its role began

        @Override
        void onRoleChanged(SimNode node) {
            steppedAtStart.put(node.id(), node.wallClock().steppedMs());
        }

        @Override
        long expiryTicks(SimNode node, long ticks) {
            long stepped = node.wallClock().steppedMs() - steppedAtStart.getOrDefault(node.id(), 0L);
            return ticks + stepped / SimNode.TICK_MS;
        }
    }

    static final class CreateAfterClose extends PlantedFault {
        @Override
        DataTree preparesAgainst(DataTree committed, DataTree ahead, Submission submission) {
            boolean closing =
                    submission.request() instanceof Request.Create && ahead.session(submission.sessionId()) == null;
            return closing ? committed : ahead;
        }
    }
}
