package io.latchkey.zab.sim;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Zab;
import java.util.TreeMap;

/** Which message met which phase of which role, and how often. */
final class Coverage {
    private final TreeMap<String, Long> cells = new TreeMap<>();
    private final boolean on;

    Coverage(boolean on) {
        this.on = on;
    }

    void add(Message m, Zab receiver) {
        if (on) {
            cells.merge(
                    m.getClass().getSimpleName() + " at " + receiver.role() + " " + receiver.phase(), 1L, Long::sum);
        }
    }

    void addAll(Coverage other) {
        other.cells.forEach((cell, times) -> cells.merge(cell, times, Long::sum));
    }

    TreeMap<String, Long> cells() {
        return cells;
    }
}
