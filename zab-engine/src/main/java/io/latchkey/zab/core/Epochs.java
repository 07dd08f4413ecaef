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
    private long writtenDisk; // what the disk says of itself once it has everything
    private long firstHourTicket;
    private long ticket;

    Epochs(Outbox out, long accepted, long current, long disk) {
        Check.that(accepted >= current, "acceptedEpoch is never below currentEpoch");
        this.out = out;
        this.accepted = accepted;
        this.current = current;
        this.disk = disk;
        writtenDisk = disk;
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

    /**
     * The ensemble is new, and so this disk can have said nothing that it forgot: it becomes a voter's, as soon as it
     * knows so itself.
     */
    void joinFirstHour() {
        Check.that(accepted == 0 && writtenDisk != 0, "who joins in the first hour has promised nothing");
        writtenDisk = 0;
        ticket = out.storeEpochs(accepted, current, writtenDisk);
        firstHourTicket = ticket;
    }

    boolean isJoiningFirstHour() {
        return disk != writtenDisk;
    }

    /** True if the disk has just become a voter's. */
    boolean onDurable(long durableTicket) {
        if (!isJoiningFirstHour() || durableTicket < firstHourTicket) {
            return false;
        }
        disk = writtenDisk;
        return true;
    }

    /** The epochs are on disk as they are here once this ticket is durable. */
    long ticket() {
        return ticket;
    }

    /** Promises never to follow an epoch below {@code epoch} again; true once the ticket returned is durable. */
    long promise(long epoch) {
        Check.that(epoch > accepted, "an epoch is promised once");
        accepted = epoch;
        ticket = out.storeEpochs(accepted, current, writtenDisk);
        return ticket;
    }

    /** The history now is the one that {@code epoch} starts from. The ticket covers the history too, written before. */
    long enter(long epoch) {
        Check.that(epoch == accepted, "the epoch entered is the one promised last");
        current = epoch;
        ticket = out.storeEpochs(accepted, current, writtenDisk);
        return ticket;
    }
}
