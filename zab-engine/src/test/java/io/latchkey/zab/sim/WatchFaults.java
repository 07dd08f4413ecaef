package io.latchkey.zab.sim;

/** Mistakes with recursive watches. */
final class WatchFaults {
    private WatchFaults() {}

    static final class RecursiveForgotten extends PlantedFault {
        @Override
        boolean forgetsRecursiveWatches() {
            return true;
        }
    }

    static final class EachToldOf extends PlantedFault {
        @Override
        boolean tellsEachWatch() {
            return true;
        }
    }
}
