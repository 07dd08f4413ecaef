package io.latchkey.zab.core;

import java.util.ArrayList;
import java.util.List;

/** What a server asks of the world, one line for each effect, as transcripts write it. */
final class EffectsText implements Effects {
    private final List<String> lines = new ArrayList<>();
    private long lastTicket;

    /** The lines since the last call. */
    List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    /** A line that is no effect. */
    void note(String line) {
        lines.add(line);
    }

    /** The last write asked for. */
    long lastTicket() {
        return lastTicket;
    }

    private void write(long ticket, String what) {
        Check.that(ticket == lastTicket + 1, "tickets rise by one");
        lastTicket = ticket;
        lines.add("write " + ticket + ": " + what);
    }

    @Override
    public void send(int to, Message message) {
        lines.add("to " + to + ": " + MessageText.of(message));
    }

    @Override
    public void append(long ticket, Proposal proposal) {
        write(ticket, "append " + Zxid.toString(proposal.zxid()) + ConfigText.of(proposal.config()));
    }

    @Override
    public void truncate(long ticket, long keepTo) {
        write(ticket, "truncate to " + Zxid.toString(keepTo));
    }

    @Override
    public void install(long ticket, long zxid, Image image) {
        write(ticket, "install snapshot " + Zxid.toString(zxid));
    }

    @Override
    public void storeEpochs(long ticket, long acceptedEpoch, long currentEpoch, long disk) {
        write(
                ticket,
                "epochs accepted " + acceptedEpoch + " current " + currentEpoch + (disk == 0 ? "" : " disk " + disk));
    }

    @Override
    public void deliver(Proposal committed) {
        lines.add("deliver " + Zxid.toString(committed.zxid()));
    }

    @Override
    public void restore(long zxid, Image image) {
        lines.add("restore " + Zxid.toString(zxid));
    }

    @Override
    public void sendSnapshot(int to, long session) {
        lines.add("to " + to + ": snapshot bond " + session);
    }

    @Override
    public void reconfigured(QuorumConfig config) {
        lines.add("configuration" + ConfigText.of(config));
    }

    @Override
    public void confirmed(long round) {
        lines.add("confirmed " + round);
    }

    @Override
    public void roleChanged(Role role, Phase phase, long epoch, int leader) {
        lines.add("now " + role + " " + phase + " epoch " + epoch + " leader " + leader);
    }
}
