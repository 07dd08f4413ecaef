package io.latchkey.zab.sim;

import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Zab;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A message of some kind that meets some phase of some role.
 *
 * @param message the simple name of its class
 */
record Cell(String message, Role role, Phase phase, Relation relation) implements Comparable<Cell> {
    /** How the epoch that the message speaks of compares to that which the receiver has promised. */
    enum Relation {
        LOWER,
        EQUAL,
        HIGHER
    }

    private static final Comparator<Cell> ORDER = Comparator.comparing(Cell::message)
            .thenComparing(Cell::role)
            .thenComparing(Cell::phase)
            .thenComparing(Cell::relation);

    static Cell of(Message m, long epoch, Zab receiver) {
        int order = Long.compare(epoch, receiver.acceptedEpoch());
        Relation relation = order < 0 ? Relation.LOWER : order > 0 ? Relation.HIGHER : Relation.EQUAL;
        return new Cell(m.getClass().getSimpleName(), receiver.role(), receiver.phase(), relation);
    }

    /** Every message in every phase of every role. */
    static List<Cell> all() {
        List<Cell> all = new ArrayList<>();
        for (Class<?> message : Message.class.getPermittedSubclasses()) {
            for (Role role : Role.values()) {
                for (Phase phase : Phase.values()) {
                    if ((role == Role.LOOKING) == (phase == Phase.ELECTION)) {
                        Arrays.stream(Relation.values())
                                .forEach(r -> all.add(new Cell(message.getSimpleName(), role, phase, r)));
                    }
                }
            }
        }
        return all;
    }

    @Override
    public int compareTo(Cell other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return message + " of " + (relation == Relation.EQUAL ? "an" : "a") + " "
                + relation.name().toLowerCase(Locale.ROOT) + " epoch at " + role + " " + phase;
    }
}
