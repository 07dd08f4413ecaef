package io.latchkey.zab.core;

/**
 * The two epochs of a server, the last one promised and the last one taken part in, and the label of the disk that they
 * are on: always written together.
 */
final class Epochs {
    private final Outbox out;
    private long accepted;
    private long current;
    private long disk;
    private long ticket;

    Epochs(Outbox out, long accepted, long current, long disk) {
        Check.that(accepted >= current, "acceptedEpoch is never below currentEpoch");
        this.out = out;
        this.accepted = accepted;
        this.current = current;
        this.disk = disk;
    }

    long accepted() {
        return accepted;
    }

    long current() {
        return current;
    }

    long disk() {
        return disk;
    }

    /** The ensemble is new, and so this disk can have said nothing that it forgot: it is a voter's. */
    void joinFirstHour() {
        Check.that(accepted == 0 && disk != 0, "who joins in the first hour has promised nothing");
        disk = 0;
        ticket = out.storeEpochs(accepted, current, disk);
    }

    /** The epochs are on disk as they are here once this ticket is durable. */
    long ticket() {
        return ticket;
    }

    /** Promises never to follow an epoch below {@code epoch} again; true once the ticket returned is durable. */
    long promise(long epoch) {
        Check.that(epoch > accepted, "an epoch is promised once");
        accepted = epoch;
        ticket = out.storeEpochs(accepted, current, disk);
        return ticket;
    }

    /** The history now is the one that {@code epoch} starts from. The ticket covers the history too, written before. */
    long enter(long epoch) {
        Check.that(epoch == accepted, "the epoch entered is the one promised last");
        current = epoch;
        ticket = out.storeEpochs(accepted, current, disk);
        return ticket;
    }
}
