package io.latchkey.zab.sim;

import io.latchkey.zab.storage.JournalBytes;

/** A mistake with the bytes of a journal. */
final class SectorFaults extends PlantedFault {
    private final JournalBytes.Mistake mistake;

    SectorFaults(JournalBytes.Mistake mistake) {
        this.mistake = mistake;
    }

    @Override
    JournalBytes.Mistake journalMistake() {
        return mistake;
    }
}
