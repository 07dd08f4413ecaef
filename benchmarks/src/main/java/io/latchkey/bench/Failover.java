package io.latchkey.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Takes an ensemble's leader away under load, again and again, and sees how long writes are not answered. */
final class Failover {
    private static final int WRITERS_PER_SERVER = 2;
    private static final long CALM_MS = 500;
    private static final int LOOKS_MAX = 100;
    private static final long ANSWER_WITHIN_SECONDS = 60;

    /** What happens to the leader. */
    enum Blow {
        /** Its process is gone at once. */
        KILLED,
        /** Its process stands still, and its connections stay. */
        FROZEN
    }

    /**
     * What one blow did to clients of the other servers.
     *
     * @param millis from the blow until a write that was sent after it was answered
     * @param connectionsLost how many of their connections ended
     * @param writesLost writes of theirs that failed, or whose outcome they were not told
     */
    record Outage(double millis, int connectionsLost, int writesLost) {}

    private final Ensemble ensemble;
    private final String path = Frames.newPath("failover");

    /** @param ensemble three servers, started here */
    Failover(Ensemble ensemble) {
        this.ensemble = ensemble;
    }

    /** One after the other; each time until all servers serve again. */
    List<Outage> run(Blow blow, int times) throws IOException {
        List<Outage> outages = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            outages.add(strike(blow));
            ensemble.awaitServing();
        }
        return outages;
    }

    private Outage strike(Blow blow) throws IOException {
        ServerProcess leader = leader();
        List<SteadyWriter> writers = new ArrayList<>();
        try {
            for (ServerProcess server : ensemble.processes()) {
                for (int i = 0; i < WRITERS_PER_SERVER && server != leader; i++) {
                    writers.add(new SteadyWriter(server.address(), path));
                }
            }
            for (SteadyWriter writer : writers) {
                await(writer.answeredAfter(System.nanoTime()));
            }
            pause();
            hit(leader, blow);
            long struck = System.nanoTime(); // a moment later: the leader answers nothing that is sent from now on
            CompletableFuture<?>[] answers =
                    writers.stream().map(w -> w.answeredAfter(struck)).toArray(CompletableFuture[]::new);
            long answered = (Long) await(CompletableFuture.anyOf(answers));
            for (CompletableFuture<?> each : answers) {
                await(each); // so that whoever loses its connection has lost it by now
            }
            return new Outage(
                    (answered - struck) / 1e6,
                    writers.stream().mapToInt(SteadyWriter::connectionsLost).sum(),
                    writers.stream().mapToInt(SteadyWriter::writesLost).sum());
        } finally {
            writers.forEach(SteadyWriter::close);
            mend(leader, blow);
        }
    }

    /** One who has been thawed may think for a moment that it still leads: waits until nobody doubts who does. */
    private ServerProcess leader() throws IOException {
        ServerProcess before = null;
        for (int i = 0; i < LOOKS_MAX; i++) {
            List<ServerProcess> leaders = ensemble.processes().stream()
                    .filter(server -> server.mode().equals("leader"))
                    .toList();
            ServerProcess now = leaders.size() == 1 ? leaders.get(0) : null;
            if (now != null && now == before) {
                return now;
            }
            before = now;
            pause();
        }
        throw new IOException("nobody leads " + ensemble.describe());
    }

    private static void hit(ServerProcess leader, Blow blow) throws IOException {
        switch (blow) {
            case KILLED -> leader.kill();
            case FROZEN -> leader.signal("STOP");
        }
    }

    private static void mend(ServerProcess leader, Blow blow) throws IOException {
        switch (blow) {
            case KILLED -> {
                leader.awaitEnd();
                leader.startAgain();
            }
            case FROZEN -> leader.signal("CONT");
        }
    }

    private static <T> T await(CompletableFuture<T> future) throws IOException {
        try {
            return future.get(ANSWER_WITHIN_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new IOException("no write was answered for " + ANSWER_WITHIN_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for a write", e);
        }
    }

    private static void pause() throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(CALM_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted between two blows", e);
        }
    }
}
