package io.latchkey.zab.core;

import java.util.ArrayList;
import java.util.List;

/**
 * Replays a scenario against one server. A scenario is text: lines that start with {@code >} are what happens to the
 * server, the lines below each are all that it does then, and {@code !} is the invariant that stops it.
 *
 * <pre>
 * server 1 of 1,2,3                                    then, all optional, in this order:
 *     epochs accepted 1 current 1                        what its disk holds
 *     snapshot 1:4  floor 1:2  log 1:3 1:4 1:5
 *     keep 10                                            ZabConfig.historyKeep
 *     epochTxnsMax 100
 * &gt; link 2 up          &gt; tick [N]         &gt; durable [TICKET]     &gt; snapshot 1:4
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
        String[] ids = w.after("of").split(",");
        int[] voters = new int[ids.length];
        for (int i = 0; i < ids.length; i++) {
            voters[i] = Integer.parseInt(ids[i]);
        }
        long accepted = 0;
        long current = 0;
        if (w.nextIs("epochs")) {
            w.next();
            accepted = w.number("accepted");
            current = w.number("current");
        }
        long snapshot = w.nextIs("snapshot") ? w.zxid("snapshot") : Zxid.NONE;
        long floor = w.nextIs("floor") ? w.zxid("floor") : snapshot;
        List<Proposal> log = new ArrayList<>();
        if (w.nextIs("log")) {
            w.next();
            while (!w.isEmpty() && !w.nextIs("keep") && !w.nextIs("epochTxnsMax")) {
                log.add(new Proposal(Words.zxidOf(w.next()), new byte[0]));
            }
        }
        int keep = w.nextIs("keep") ? (int) w.number("keep") : 0;
        long epochTxnsMax = w.nextIs("epochTxnsMax") ? w.number("epochTxnsMax") : Zxid.COUNTER_MAX;
        ZabConfig config =
                new ZabConfig(self, QuorumConfig.majorityOf(voters), 3, 10, 20, 8, keep, Long.MAX_VALUE, epochTxnsMax);
        return new Zab(config, new DurableState(accepted, current, snapshot, floor, log));
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
            case "status" -> effects.note(statusText(zab.status()));
            case "snapshot" -> zab.onSnapshotTaken(Words.zxidOf(w.next()));
            case "from" -> {
                String from = w.next();
                zab.onMessage(Integer.parseInt(from.substring(0, from.length() - 1)), MessageText.parse(w));
            }
            default -> throw new IllegalArgumentException("nothing is called " + what);
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
