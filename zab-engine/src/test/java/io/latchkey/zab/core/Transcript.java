package io.latchkey.zab.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Replays a scenario against one server. A scenario is text: lines that start with {@code >} are what happens to the
 * server, the lines below each are all that it does then, and {@code !} is the invariant that stops it.
 *
 * <pre>
 * server 1 of 1,2,3                                    (see ConfigText) then, all optional, in this order:
 *     disk 77                                            the label of its disk, 0 if not given
 *     epochs accepted 1 current 1                        what its disk holds
 *     snapshot 1:4  floor 1:2  log 1:3 1:4 1:5
 *     keep 10                                            ZabConfig.historyKeep
 *     epochTxnsMax 100  epochStart 4294967040
 * &gt; link 2 up          &gt; tick [N]         &gt; durable [TICKET]     &gt; snapshot 1:4
 * &gt; reconfigure [to 1,2,4]   &gt; transfer to 2   &gt; confirm
 * &gt; link 2 down        &gt; propose          &gt; from 2: ACK bond 1 zxid 1:1          &gt; status
 * </pre>
 */
final class Transcript {
    private final EffectsText effects = new EffectsText();
    private final Zab zab;

    private Transcript(Words server) {
        zab = server(server);
    }

    /** What the scenario's inputs lead to, as a scenario. */
    static List<String> replay(List<String> scenario) {
        List<String> replayed = new ArrayList<>();
        Transcript transcript = null;
        for (String line : scenario) {
            if (line.isBlank() || line.startsWith("#")) {
                replayed.add(line);
            } else if (line.startsWith("server ")) {
                replayed.add(line);
                try {
                    transcript = new Transcript(new Words(line));
                    transcript.drain(replayed);
                } catch (InvariantViolation e) {
                    replayed.add("! " + e.getMessage());
                }
            } else if (line.startsWith(">")) {
                replayed.add(line);
                if (transcript == null) {
                    throw new IllegalArgumentException("a scenario begins with a server: " + line);
                }
                transcript.step(new Words(line.substring(1)), replayed);
            }
        }
        return replayed;
    }

    private static Zab server(Words w) {
        int self = (int) w.number("server");
        QuorumConfig quorum = ConfigText.parse(w.after("of"));
        long disk = w.optionalNumber("disk", 0);
        long accepted = 0;
        long current = 0;
        if (w.nextIs("epochs")) {
            w.next();
            accepted = w.number("accepted");
            current = w.number("current");
        }
        long snapshot = w.nextIs("snapshot") ? w.zxid("snapshot") : Zxid.NONE;
        QuorumConfig snapshotConfig = ConfigText.optional(w);
        long floor = w.nextIs("floor") ? w.zxid("floor") : snapshot;
        List<Proposal> log = new ArrayList<>();
        if (w.nextIs("log")) {
            w.next();
            while (!w.isEmpty() && !w.nextIs("keep") && !w.nextIs("epochTxnsMax")) {
                log.add(new Proposal(Words.zxidOf(w.next()), new byte[0], ConfigText.optional(w)));
            }
        }
        int keep = w.nextIs("keep") ? (int) w.number("keep") : 0;
        long epochTxnsMax = w.nextIs("epochTxnsMax") ? w.number("epochTxnsMax") : Zxid.COUNTER_MAX;
        long epochStart = w.optionalNumber("epochStart", 0);
        ZabConfig config = new ZabConfig(self, quorum, 3, 10, 20, 8, keep, Long.MAX_VALUE, epochTxnsMax, epochStart);
        return new Zab(config, new DurableState(accepted, current, disk, snapshot, snapshotConfig, floor, log));
    }

    private void step(Words w, List<String> to) {
        try {
            perform(w);
            drain(to);
        } catch (InvariantViolation e) {
            to.add("! " + e.getMessage());
        }
    }

    private void drain(List<String> to) {
        zab.outbox().drainTo(effects);
        effects.take().forEach(line -> to.add("  " + line));
    }

    private void perform(Words w) {
        String what = w.next();
        switch (what) {
            case "link" -> {
                int peer = Integer.parseInt(w.next());
                if (w.next().equals("up")) {
                    zab.onLinkUp(peer);
                } else {
                    zab.onLinkDown(peer);
                }
            }
            case "tick" -> {
                for (int i = w.isEmpty() ? 1 : Integer.parseInt(w.next()); i > 0; i--) {
                    zab.onTick();
                }
            }
            case "durable" -> zab.onDurable(w.isEmpty() ? effects.lastTicket() : Long.parseLong(w.next()));
            case "propose" -> {
                long zxid = zab.nextZxid();
                boolean proposed = zab.onPropose(new byte[0]);
                Check.that(proposed == (zxid != Zxid.NONE), "nextZxid tells whether a proposal will be taken");
                if (!proposed) {
                    effects.note("refused");
                }
            }
            case "reconfigure" -> reconfigure(w);
            case "transfer" -> {
                if (!zab.onTransfer((int) w.number("to"))) {
                    effects.note("refused");
                }
            }
            case "confirm" -> effects.note("asks round " + zab.confirm());
            case "status" -> effects.note(statusText(zab.status()));
            case "snapshot" -> zab.onSnapshotTaken(Words.zxidOf(w.next()));
            case "from" -> {
                String from = w.next();
                zab.onMessage(Integer.parseInt(from.substring(0, from.length() - 1)), MessageText.parse(w));
            }
            default -> throw new IllegalArgumentException("nothing is called " + what);
        }
    }

    /** To the members given, or whatever is due. */
    private void reconfigure(Words w) {
        QuorumConfig next = w.isEmpty() ? zab.nextConfig() : zab.towards(ConfigText.parseMembers(w.after("to")));
        if (next == null || !zab.onReconfigure(new byte[0], next)) {
            effects.note("refused");
        }
    }

    private static String statusText(ZabStatus status) {
        StringBuilder text = new StringBuilder(status.role() + " " + status.phase() + " leader " + status.leader()
                + " last " + Zxid.toString(status.lastZxid()) + " committed " + Zxid.toString(status.committedZxid())
                + " floor " + Zxid.toString(status.floorZxid()) + " ignored " + status.ignored());
        for (ZabStatus.LearnerStatus learner : status.learners()) {
            text.append(", ").append(learner.id());
            text.append(learner.linked() ? " linked" : " not linked");
            text.append(learner.upToDate() ? " up to date" : "");
            text.append(" acked ").append(Zxid.toString(learner.ackedZxid()));
        }
        return text.toString();
    }
}
