package io.latchkey.zab.sim;

import io.latchkey.zab.core.Effects;
import io.latchkey.zab.core.Image;
import io.latchkey.zab.core.Message;
import io.latchkey.zab.core.Phase;
import io.latchkey.zab.core.Proposal;
import io.latchkey.zab.core.QuorumConfig;
import io.latchkey.zab.core.Role;
import io.latchkey.zab.core.Zab;
import io.latchkey.zab.core.ZabConfig;
import io.latchkey.zab.format.QuorumNode;
import io.latchkey.zab.sim.PlantedFault.WriteKind;
import io.latchkey.zab.storage.JournalRecord;
import io.latchkey.zab.tree.DataTree;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One server: the real core, a simulated disk, and what the runtime does around them. */
final class SimNode implements Effects, SimNetwork.End, SimDisk.Listener {
    private static final long NO_LINK = -1;
    static final int TICK_MS = 20;

    private final Simulation sim;
    private final int index;
    private final ZabConfig config;
    private final Luck luck;
    private final WallClock wallClock;
    private final SimDisk disk;
    private final long[] links; // by peer index, as the engine knows them
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
    private final ArrayDeque<Proposal> deliveries = new ArrayDeque<>();
    private @Nullable Zab zab;
    private SimService service;
    private DataTree tree = DataTree.empty();
    private final DriftingTicks ticks;
    private long life;
    private boolean ticked; // in this life
    private boolean paused;
    private int effectsUntilCrash = -1;
    private long reportedTicket;
    private long writtenEnd; // last zxid of the history as written so far
    private boolean snapshotting;
    private Program program;
    private boolean drainDue;

    /** @param nodes how many there are, members or not */
    SimNode(Simulation sim, int index, int nodes, ZabConfig config) {
        this.sim = sim;
        this.index = index;
        this.config = config;
        luck = Luck.of(sim.setup().seed(), Luck.Of.NODE, index);
        wallClock = new WallClock(sim.clock(), luck);
        ticks = new DriftingTicks(luck);
        disk = new SimDisk(sim.clock(), Luck.of(sim.setup().seed(), Luck.Of.DISK, index), SimSectors.of(sim, index));
        program = sim.versions().first();
        disk.setProgram(program);
        service = new SimService(sim, this);
        links = new long[nodes];
    }

    Simulation sim() {
        return sim;
    }

    int id() {
        return config.self();
    }

    int index() {
        return index;
    }

    ZabConfig config() {
        return config;
    }

    WallClock wallClock() {
        return wallClock;
    }

    SimDisk disk() {
        return disk;
    }

    DataTree tree() {
        return tree;
    }

    /** The core of a node that is up. */
    Zab zab() {
        if (zab == null) {
            throw new IllegalStateException("node " + id() + " is down");
        }
        return zab;
    }

    @Override
    public boolean isUp() {
        return zab != null;
    }

    SimService service() {
        return service;
    }

    Program program() {
        return program;
    }

    /** The one that is started next. */
    void setProgram(Program next) {
        program = next;
        disk.setProgram(next);
    }

    @Override
    public boolean speaksWith(int peer) {
        return program.speaksWith(sim.nodes().get(peer).program);
    }

    boolean isLeading() {
        return zab != null && zab.role() == Role.LEADING && zab.phase() == Phase.BROADCAST;
    }

    boolean isServing() {
        return zab != null && zab.phase() == Phase.BROADCAST;
    }

    /** The process starts, unless its disk is full: a start writes. */
    void start() {
        if (disk.isFull()) {
            sim.rareStates().saw(RareState.START_ON_FULL_DISK);
            return;
        }
        if (sim.fault().takesDamageForTorn() && disk.isDamaged()) {
            disk.cutAtDamage();
        }
        SimSectors.Found found = disk.open();
        if (found == SimSectors.Found.TOO_NEW) {
            sim.rareStates().saw(RareState.DISK_TOO_NEW);
            return;
        }
        if (found == SimSectors.Found.DAMAGED) {
            sim.rareStates().saw(RareState.DISK_SET_ASIDE);
            replaceDisk();
            disk.open();
        }
        life++;
        ticked = false;
        Arrays.fill(links, NO_LINK);
        reportedTicket = 0;
        tree = disk.recoverTree();
        service = new SimService(sim, this);
        sim.checkers().onStart(this);
        writtenEnd = disk.last();
        long freshLabel = life * sim.nodes().size() + index + 1;
        zab = new Zab(
                config,
                sim.fault().onRecover(this, disk.recover()).labelled(freshLabel).withConfig(QuorumNode.of(tree)));
        drain();
        if (zab != null) {
            sim.network().onStart(index);
            ticks.start(sim.clock().nowMs());
            scheduleTick(life);
        }
    }

    void crash() {
        Sightings sightings = sim.checkers().sightings();
        sightings.onDies(this, effectsUntilCrash == 0, !ticked);
        zab = null;
        life++;
        paused = false;
        snapshotting = false;
        drainDue = false;
        effectsUntilCrash = -1;
        deferred.clear();
        deliveries.clear();
        SimDisk.Loss loss = disk.crash(sim.fault().ignoresChecksums());
        sightings.onPowerLost(loss);
        sim.network().onCrash(index);
        service.onCrash();
        sim.checkers().onCrash(this);
        sightings.onCrashed();
    }

    /** Another disk takes the place of this one's, an empty one. The process is down. */
    void replaceDisk() {
        sim.checkers().onDiskReplaced(this);
        disk.replace();
    }

    void crashIfUp() {
        if (zab != null) {
            crash();
        }
    }

    /** The process dies after that many more effects, in the middle of a drain if need be. */
    void crashAfterEffects(int effects) {
        effectsUntilCrash = effects;
    }

    void pause() {
        paused = zab != null;
    }

    void resume() {
        paused = false;
        if (zab != null && !deferred.isEmpty()) {
            sim.checkers().sightings().onResumed(this);
        }
        while (!deferred.isEmpty() && zab != null && !paused) {
            deferred.remove().run();
        }
    }

    private void scheduleTick(long of) {
        sim.clock().after(ticks.delayMs(sim.clock().nowMs()), () -> {
            if (life != of) {
                return;
            }
            if (!paused) { // a process that stands still does not count the ticks that it misses
                ticked = true;
                step(() -> {
                    zab().onTick();
                    service.onTick();
                });
            }
            scheduleTick(of);
        });
    }

    /** Something happens to this process: now, or when it runs again. */
    void step(Runnable input) {
        long of = life;
        if (zab == null) {
            return;
        }
        if (paused) {
            deferred.add(() -> {
                if (life == of) {
                    stepNow(input);
                }
            });
            return;
        }
        stepNow(input);
    }

    private void stepNow(Runnable input) {
        sim.countStep();
        input.run();
        if (luck.oneIn(3)) { // otherwise this step and the next make one batch
            drain();
        } else if (!drainDue) {
            drainDue = true;
            long of = life;
            sim.clock().after(0, () -> {
                if (life == of) {
                    drainDue = false;
                    drain();
                }
            });
        }
    }

    void drain() {
        if (zab == null) {
            return;
        }
        zab.outbox().drainTo(this);
        deliverAll();
        if (effectsUntilCrash == 0) {
            crash();
        } else {
            sim.checkers().onDrained(this);
            service.resume();
        }
    }

    /** Counts an effect; false if the process has died before it. */
    private boolean alive() {
        if (effectsUntilCrash > 0) {
            effectsUntilCrash--;
        }
        return effectsUntilCrash != 0;
    }

    @Override
    public void onLinkUp(int peer, long link) {
        step(() -> {
            drain(); // as the engine does: what was said to a lost link must not go to the next one
            if (zab == null) {
                return;
            }
            links[peer] = link;
            zab().onLinkUp(sim.idOf(peer));
        });
    }

    @Override
    public void onLinkDown(int peer, long link) {
        step(() -> {
            drain();
            if (zab != null && links[peer] == link) {
                links[peer] = NO_LINK;
                zab().onLinkDown(sim.idOf(peer));
            }
        });
    }

    private void receive(int from, long epoch, Message m) {
        step(() -> {
            Message received = sim.fault().onReceive(this, from, m);
            if (received != null) {
                sim.coverage().add(received, epoch, zab());
                sim.checkers().onReceive(this, from, received);
                zab().onMessage(from, received);
                sim.fault().afterReceive(this, from, received);
            }
        });
    }

    // Effects.

    @Override
    public void send(int to, Message message) {
        if (!alive()) {
            return;
        }
        deliverAll();
        Message m = sim.fault().onSend(this, to, message);
        if (m == null) {
            return;
        }
        sim.checkers().onSend(this, to, m);
        SimNode peer = sim.node(to);
        int from = id();
        long epoch = sim.coverage().epochOf(from, to, m, zab());
        if (sim.versions().areMixed()) {
            Supplier<Message> carried = sim.versions().carry(this, peer, m);
            sim.network().send(index, peer.index, links[peer.index], () -> peer.receive(from, epoch, carried.get()));
        } else {
            sim.network().send(index, peer.index, links[peer.index], () -> peer.receive(from, epoch, m));
        }
    }

    @Override
    public void append(long ticket, Proposal proposal) {
        if (alive()) {
            writtenEnd = proposal.zxid();
            if (sim.fault().appliesUncommitted(this)) {
                deliveries.add(proposal);
            }
            write(ticket, WriteKind.APPEND, new SimDisk.Append(proposal), new JournalRecord.Append(proposal));
        }
    }

    @Override
    public void truncate(long ticket, long keepTo) {
        if (alive()) {
            writtenEnd = keepTo;
            SimDisk.Record truncation = d -> {
                sim.checkers().onTruncate(this, keepTo);
                d.truncate(keepTo);
            };
            write(ticket, WriteKind.TRUNCATE, truncation, new JournalRecord.Truncate(keepTo));
        }
    }

    @Override
    public void install(long ticket, long zxid, Image image) {
        if (alive()) {
            DataTree snapshot = Snapshots.tree(image);
            writtenEnd = zxid;
            SimDisk.Record installation =
                    new SimDisk.Install(zxid, snapshot, () -> sim.checkers().onTruncate(this, zxid));
            write(ticket, WriteKind.INSTALL, installation, new JournalRecord.Install(zxid));
        }
    }

    @Override
    public void storeEpochs(long ticket, long acceptedEpoch, long currentEpoch, long label) {
        if (alive()) {
            WriteKind kind = acceptedEpoch == currentEpoch ? WriteKind.ENTER_EPOCH : WriteKind.PROMISE;
            long historyEnd = writtenEnd;
            SimDisk.Record epochs = d -> {
                d.storeEpochs(acceptedEpoch, currentEpoch, label);
                sim.checkers().onEpochsDurable(this, historyEnd);
            };
            write(ticket, kind, epochs, new JournalRecord.Epochs(acceptedEpoch, currentEpoch, label));
        }
    }

    private void write(long ticket, WriteKind kind, SimDisk.Record record, JournalRecord entry) {
        PlantedFault fault = sim.fault();
        SimDisk.Record written = fault.writes(this, kind) ? record : d -> {};
        if (fault.overtakes(this, kind)) {
            disk.writeFirst(ticket, kind, written, entry, this);
        } else {
            disk.write(ticket, kind, written, entry, this);
        }
        if (fault.claimsDurable(this, kind)) {
            long of = life;
            sim.clock().after(0, () -> {
                if (life == of) {
                    onDurable(ticket);
                }
            });
        }
    }

    @Override
    public void onDurable(long ticket) {
        step(() -> {
            if (ticket > reportedTicket) {
                reportedTicket = ticket;
                zab().onDurable(ticket);
            }
        });
    }

    @Override
    public boolean onSyncFailed() {
        sim.rareStates().saw(disk.isFull() ? RareState.DISK_FULL : RareState.SYNC_FAILED);
        if (sim.fault().survivesFailedSync()) {
            return true;
        }
        sim.clock().after(0, this::stopAfterFailedSync);
        return false;
    }

    private void stopAfterFailedSync() {
        if (zab != null) {
            crash();
        }
    }

    @Override
    public void deliver(Proposal committed) {
        if (alive()) {
            deliveries.add(committed);
        }
    }

    private void deliverAll() {
        while (!deliveries.isEmpty()) {
            Proposal p = deliveries.remove();
            Proposal next = deliveries.peek();
            if (next != null && sim.fault().swapsDeliveries(this)) {
                deliveries.remove();
                deliveries.addFirst(p);
                p = next;
            }
            sim.checkers().onDeliver(this, p);
            tree = service.onDeliver(p);
            sim.checkers().onApplied(this, tree.digest());
            service.onDelivered(); // one by one: a read between two writes sees the tree between them
        }
    }

    @Override
    public void restore(long zxid, Image image) {
        if (alive()) {
            deliverAll();
            tree = Snapshots.tree(image);
            service.onRestore();
            sim.checkers().onRestore(this, zxid, tree.digest());
        }
    }

    @Override
    public void sendSnapshot(int to, long session) {
        deliverAll();
        long zxid = sim.fault().labelsSnapshot(this, tree.zxid());
        sim.stats().snaps++;
        send(to, new Message.Snap(session, zxid, Snapshots.image(tree), QuorumNode.of(tree)));
    }

    @Override
    public void reconfigured(QuorumConfig latest) {}

    @Override
    public void confirmed(long round) {
        if (alive()) {
            deliverAll();
            service.syncs().confirmed(round);
        }
    }

    @Override
    public void roleChanged(Role role, Phase phase, long epoch, int leader) {
        if (alive()) {
            deliverAll();
            sim.fault().onRoleChanged(this);
            service.onRoleChanged(role, phase);
            sim.checkers().onRoleChanged(this, role, phase, epoch);
        }
    }

    /** Starts to write a snapshot of the tree as it is now, beside the running traffic. */
    void takeSnapshot() {
        DataTree snapshot = tree;
        if (zab == null || snapshotting || snapshot.zxid() <= disk.snapshotZxid()) {
            return;
        }
        snapshotting = true;
        long of = life;
        sim.clock().after(luck.between(1, 100), () -> {
            if (life != of) {
                return;
            }
            if (disk.isFull()) {
                snapshotting = false;
                return; // the server goes on without
            }
            long label = sim.fault().labelsSnapshot(this, snapshot.zxid());
            disk.nameSnapshot(label, snapshot, () -> onSnapshotDurable(snapshot.zxid()));
        });
    }

    private void onSnapshotDurable(long zxid) {
        snapshotting = false;
        step(() -> {
            zab().onSnapshotTaken(zxid);
            disk.purge(zab().history().floor());
        });
    }

    /** Sends something that is not the core's business to another server, in order with what is. */
    void tell(int to, Consumer<SimNode> what) {
        SimNode peer = sim.node(to);
        sim.network().send(index, peer.index, links[peer.index], () -> peer.step(() -> what.accept(peer)));
    }

    @Override
    public String toString() {
        return "node " + id() + (zab == null ? " down" : " " + zab.status());
    }
}
