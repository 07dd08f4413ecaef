package io.latchkey.zab.sim;

/** Mistakes in what becomes of requests when their node loses its leader. */
final class InterregnumFaults {
    private InterregnumFaults() {}

    static final class ResubmittedAfterSnap extends PlantedFault {
        @Override
        boolean keepsRequestsAfterSnap() {
            return true;
        }
    }

    static final class TakenAgain extends PlantedFault {
        @Override
        boolean takesRequestsAgain() {
            return true;
        }
    }
}
