package io.latchkey.zab.sim;

import io.latchkey.zab.core.Proposal;
import java.util.List;

/** Mistakes in what becomes of requests when their node loses its leader. */
final class InterregnumFaults {
    private InterregnumFaults() {}

    static final class ResubmittedAfterSnap extends PlantedFault {
        @Override
        boolean keepsRequestsAfterSnap() {
            return true;
        }
    }

    static final class ResubmittedUnderWay extends PlantedFault {
        @Override
        List<Proposal> seesUnderWay(List<Proposal> uncommitted) {
            return List.of();
        }
    }
}
