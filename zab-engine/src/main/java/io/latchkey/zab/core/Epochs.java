package io.latchkey.zab.core;

/** The two epochs of a server, always written together: the last one promised and the last one taken part in. */
final class Epochs {
    private final Outbox out;
    private long accepted;
    private long current;
    private long ticket;

    Epochs(Outbox out, long accepted, long current) {
        Check.that(accepted >= current, "acceptedEpoch is never below currentEpoch");
        this.out = out;
        this.accepted = accepted;
        this.current = current;
    }

    long accepted() {
        return accepted;
    }

    long current() {
        return current;
    }

    /** The epochs are on disk as they are here once this ticket is durable. */
    long ticket() {
        return ticket;
    }

    /** Promises never to follow an epoch below {@code epoch} again; true once the ticket returned is durable. */
    long promise(long epoch) {
        Check.that(epoch > accepted, "an epoch is promised once");
        accepted = epoch;
        ticket = out.storeEpochs(accepted, current);
        return ticket;
    }

    /** The history now is the one that {@code epoch} starts from. The ticket covers the history too, written before. */
    long enter(long epoch) {
        Check.that(epoch == accepted, "the epoch entered is the one promised last");
        current = epoch;
        ticket = out.storeEpochs(accepted, current);
        return ticket;
    }
}
