package io.latchkey.zab.sim;

import java.util.List;
import java.util.function.Consumer;

/** What the nemesis can do. */
enum Harm {
    CRASH(ProcessHarms::crash),
    /** In the middle of a batch of effects. */
    CRASH_IN_DRAIN(ProcessHarms::crashInDrain),
    CRASH_LEADER(ProcessHarms::crashLeader),
    CRASH_ALL(ProcessHarms::crashAll),
    BOUNCE_ALL(ProcessHarms::bounceAll),
    /** Again, among the first effects after a start, up to five times. */
    CRASH_IN_RECOVERY(ProcessHarms::crashInRecovery),
    /** While its disk writes a promise, a truncation, a snapshot or an epoch. */
    CRASH_IN_WRITE(ProcessHarms::crashInWrite),
    /** Nobody is told: links to it look alive. */
    POWER_CUT(ProcessHarms::powerCut),
    PAUSE(ProcessHarms::pause),
    /** For a little less or more than the others' patience. */
    PAUSE_LEADER(ProcessHarms::pauseLeader),
    STEP_CLOCK(ProcessHarms::stepClock),
    RESET(NetworkHarms::reset),
    CUT_PAIR(NetworkHarms::cutPair),
    /** One end of a link never learns that it is gone. */
    HALF_OPEN(NetworkHarms::halfOpen),
    /** What is connected stays so; what is not can't connect. */
    REFUSE(NetworkHarms::refuse),
    /** A minority is cut from all others. */
    ISOLATE(NetworkHarms::isolate),
    ISOLATE_LEADER(NetworkHarms::isolateLeader),
    /** Two halves that don't see each other, and one node that both see. */
    BRIDGE(NetworkHarms::bridge),
    /** Everybody sees its two neighbours only. */
    RING(NetworkHarms::ring),
    STALL_ONE_WAY(NetworkHarms::stallOneWay),
    STALL_NODE(NetworkHarms::stallNode),
    /** Nothing arrives at one node. */
    DEAFEN(NetworkHarms::deafen),
    /** Nothing arrives from one node. */
    MUTE(NetworkHarms::mute),
    /** Nothing arrives for long from a node that is in phase 1 or 2, so that what it says there is stale when it does. */
    MUTE_IN_SYNC(NetworkHarms::muteInSync),
    /** Links are stalled one by one, and flow again in another order. */
    SWIZZLE(NetworkHarms::swizzle),
    /** Some clients can't reach some servers, and don't learn why. */
    CUT_CLIENTS(NetworkHarms::cutClients),
    SLOW_DISK(DiskHarms::slow),
    /** Up to a thousand times slower. */
    CRAWLING_DISK(DiskHarms::crawl),
    FAIL_SYNC(DiskHarms::failSync),
    REPLACE_DISK(MembershipHarms::replaceDisk),
    /** A durable record or snapshot changes: at its next start the server sets its disk aside. */
    DAMAGE_DISK(MembershipHarms::damageDisk),
    RECONFIGURE(MembershipHarms::reconfigure),
    TRANSFER(MembershipHarms::transfer),
    /** Nothing can be written until there is room again. */
    FILL_DISK(DiskHarms::fill),
    /** A server goes on with a later version of the program. */
    UPGRADE(UpgradeHarms::upgrade),
    /** A server is started with an earlier version, which may refuse its disk. */
    ROLL_BACK(UpgradeHarms::rollBack);

    private final Consumer<Strike> action;

    /** Those that a plan draws from; upgrades are drawn by themselves. */
    static List<Harm> drawn() {
        return List.of(values()).subList(0, UPGRADE.ordinal());
    }

    Harm(Consumer<Strike> action) {
        this.action = action;
    }

    /** Whether it needs two nodes at least. */
    boolean isBetweenNodes() {
        return compareTo(RESET) >= 0 && compareTo(CUT_CLIENTS) <= 0;
    }

    void strike(Strike strike) {
        action.accept(strike);
    }
}
