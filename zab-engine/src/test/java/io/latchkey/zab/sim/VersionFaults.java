package io.latchkey.zab.sim;

/** Mistakes between versions of the program. */
final class VersionFaults {
    private VersionFaults() {}

    static final class NewestSpoken extends PlantedFault {
        @Override
        boolean speaksNewestVersion() {
            return true;
        }
    }
}
