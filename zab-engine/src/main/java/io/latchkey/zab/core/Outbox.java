package io.latchkey.zab.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Effects asked for by steps since the last drain, and messages that must wait for the disk.
 *
 * <p>A message given to {@link #sendAfter} leaves only when {@link #onDurable} says that its ticket, and so every
 * earlier write, is on disk. No driver can break that rule, because no driver sees the message before.
 *
 * <p>Acks and commits are cumulative, so of several that would leave together only the last does.
 */
public final class Outbox {
    private record Gated(long ticket, int to, Message message) {}

    private static final int NONE = -1;

    private final int self;
    private final ArrayList<@Nullable Output> outputs = new ArrayList<>();
    private final ArrayDeque<Gated> gated = new ArrayDeque<>(); // by rising ticket
    private final ArrayDeque<Message> loopback = new ArrayDeque<>(); // gated messages to oneself, now due
    private final int[] commitAt = new int[Member.ID_MAX + 1]; // for each server, where in outputs its commit stands
    private long lastTicket;
    private long durableTicket;

    Outbox(int self) {
        this.self = self;
        Arrays.fill(commitAt, NONE);
    }

    /** Hands everything over, in the order in which the steps asked for it, and forgets it. */
    public void drainTo(Effects effects) {
        if (outputs.isEmpty()) {
            return;
        }
        for (int i = 0; i < outputs.size(); i++) {
            Output output = outputs.get(i);
            if (output != null) {
                output.performOn(effects);
            }
        }
        outputs.clear();
        Arrays.fill(commitAt, NONE);
    }

    public boolean isEmpty() {
        return outputs.isEmpty();
    }

    void send(int to, Message message) {
        if (to == self) {
            loopback.add(message);
        } else {
            outputs.add(new Output.Send(to, message));
        }
    }

    /** Sends a commit in place of one that has not left yet: it says all that the other did, and must not precede
     * the proposals that it names. */
    void sendCommit(int to, Message.Commit commit) {
        if (commitAt[to] != NONE) {
            outputs.set(commitAt[to], null);
        }
        commitAt[to] = outputs.size();
        send(to, commit);
    }

    @Nullable
    Message pollLoopback() {
        return loopback.poll();
    }

    void sendAfter(long ticket, int to, Message message) {
        Check.that(ticket <= lastTicket, "a message waits for a write that was asked for");
        if (ticket <= durableTicket) {
            send(to, message);
            return;
        }
        Gated newest = gated.peekLast();
        Check.that(newest == null || newest.ticket <= ticket, "what waits for the disk leaves in ticket order");
        gated.add(new Gated(ticket, to, message));
    }

    long append(Proposal proposal) {
        outputs.add(new Output.Append(++lastTicket, proposal));
        return lastTicket;
    }

    long truncate(long keepTo) {
        outputs.add(new Output.Truncate(++lastTicket, keepTo));
        return lastTicket;
    }

    long install(long zxid, Image image) {
        outputs.add(new Output.Install(++lastTicket, zxid, image));
        return lastTicket;
    }

    long storeEpochs(long acceptedEpoch, long currentEpoch, long disk) {
        outputs.add(new Output.StoreEpochs(++lastTicket, acceptedEpoch, currentEpoch, disk));
        return lastTicket;
    }

    void deliver(Proposal committed) {
        outputs.add(new Output.Deliver(committed));
    }

    void restore(long zxid, Image image) {
        outputs.add(new Output.Restore(zxid, image));
    }

    void sendSnapshot(int to, long session) {
        outputs.add(new Output.SendSnapshot(to, session));
    }

    void reconfigured(QuorumConfig config) {
        outputs.add(new Output.Reconfigured(config));
    }

    void confirmed(long round) {
        outputs.add(new Output.Confirmed(round));
    }

    void roleChanged(Role role, Phase phase, long epoch, int leader) {
        outputs.add(new Output.RoleChanged(role, phase, epoch, leader));
    }

    /** Every write up to {@code ticket} is on disk: lets go what waited for it. */
    void onDurable(long ticket) {
        Check.that(ticket > durableTicket && ticket <= lastTicket, "writes become durable in ticket order, each once");
        durableTicket = ticket;
        while (!gated.isEmpty() && gated.element().ticket <= ticket) {
            Gated due = gated.remove();
            Gated next = gated.peek();
            if (next == null || next.ticket > ticket || !says(next, due)) {
                send(due.to, due.message);
            }
        }
    }

    /** Whether {@code later} says all that {@code earlier} does: both acks, of one bond. */
    private static boolean says(Gated later, Gated earlier) {
        return later.to == earlier.to
                && later.message instanceof Message.Ack a
                && earlier.message instanceof Message.Ack b
                && a.session() == b.session();
    }

    /** A role has ended: what it meant to say once durable is no longer true to say. */
    void dropGated() {
        gated.clear();
        loopback.clear();
    }

    /** What the next drain will do. */
    List<Output> pending() {
        List<Output> pending = new ArrayList<>();
        for (Output output : outputs) {
            if (output != null) {
                pending.add(output);
            }
        }
        return pending;
    }
}
