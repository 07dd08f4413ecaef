package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.runtime.Committed;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Leader;
import io.latchkey.zab.tree.Request;
import io.latchkey.zab.tree.Result;
import io.latchkey.zab.tree.Submission;
import io.latchkey.zab.tree.TxnRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is told what, against a look at every place after each transaction. */
class LockPlacesTest {
    private static final int SESSIONS = 4;
    private static final String[] KINDS = {"lock-", "__WRIT__", "__READ__", "__READ__"};

    private final Leader leader = new Leader();
    private final LockPlaces places = new LockPlaces();
    private final List<Connection> connections = new ArrayList<>();
    private int attempts;

    /** One of a session, which may have had others. */
    private static final class Connection implements LockPlaces.Claimant {
        final long session;
        final Map<String, Place> known = new HashMap<>();
        final Map<String, PlaceState> told = new HashMap<>();

        Connection(long session) {
            this.session = session;
        }

        @Override
        public long sessionId() {
            return session;
        }

        @Override
        public void onPlace(Place place, long zxid) {
            assertThat(told.put(place.path(), place.state()))
                    .as("told once of %s", place)
                    .isNull();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everybody_is_told_of_each_change_once(long seed) {
        Random random = new Random(seed);
        for (int i = 1; i <= SESSIONS; i++) {
            connections.add(new Connection(i));
        }
        for (int step = 0; step < 3_000; step++) {
            step(random, connections.get(random.nextInt(SESSIONS)));
        }
        connections.forEach(places::removeAll);
        assertThat(places.isEmpty()).isTrue();
    }

    private void step(Random random, Connection of) {
        if (leader.tree().session(of.session) == null) {
            leader.open(of.session);
            of.known.clear();
            return;
        }
        int dice = random.nextInt(20);
        if (dice < 9) {
            claim(random, of);
        } else if (dice == 9) {
            reconnect(of);
        } else if (dice == 10) {
            places.removeAll(of); // as its connection does when its session ends
            submit(0, new Request.ExpireSession(of.session));
        } else {
            remove(random, of, dice < 17 ? of.session : 0);
        }
    }

    private void claim(Random random, Connection of) {
        String queue = "/locks/" + random.nextInt(2);
        String prefix = "_c_" + ++attempts + "-" + KINDS[random.nextInt(KINDS.length)];
        Request.Claim claim = new Request.Claim(queue, 1, prefix, null);
        boolean tries = random.nextInt(4) == 0;
        Result result = submit(of.session, new Request.Acquire(List.of(claim), Acl.OPEN, tries, false));
        if (result instanceof Result.Multi made
                && made.ops().get(made.ops().size() - 1) instanceof Result.Created entry) {
            Place place = Place.of(entry.path(), of.session, leader.tree());
            assertThat(place.state()).isNotEqualTo(PlaceState.GONE);
            assertThat(tries && place.state() != PlaceState.GRANTED).isFalse();
            // now and then something happens before the answer is written
            DataTree before = leader.tree();
            if (random.nextInt(5) == 0) {
                remove(random, of, 0);
            }
            of.known.put(place.path(), place);
            places.add(place, of, leader.tree());
            settle(of, before != leader.tree());
        }
    }

    private void reconnect(Connection of) {
        places.removeAll(of);
        List<String> paths = List.copyOf(of.known.keySet());
        for (String path : paths) {
            Place place = Place.of(path, of.session, leader.tree());
            assertThat(place.state()).isEqualTo(of.known.get(path).state());
            places.add(place, of, leader.tree());
        }
        assertThat(of.told).isEmpty();
    }

    private void remove(Random random, Connection of, long by) {
        String queue = "/locks/" + random.nextInt(2);
        List<String> names = leader.tree().queue(queue).names();
        if (!names.isEmpty()) {
            String path = queue + "/" + names.get(random.nextInt(Math.min(3, names.size())));
            submit(by, new Request.Delete(path, -1));
        }
    }

    /** Commits, fires, and holds what was told against what each place is now. */
    private Result submit(long session, Request request) {
        Result result = session == 0
                ? leader.submit(Submission.ofServer(request))
                : leader.in(session).submit(request);
        TxnRecord txn = new TxnRecord(1, 1, session, 1, leader.tree().digest(), leader.txn());
        places.fire(new Committed(leader.tree().zxid(), txn, leader.tree(), result, leader.changes(), null));
        connections.forEach(c -> {
            if (leader.tree().session(c.session) == null) {
                assertThat(c.told).as("nobody is left to tell").isEmpty();
                c.known.clear();
            } else if (c.session == session) {
                c.known.keySet().removeIf(path -> leader.tree().node(path) == null);
                settle(c, true);
            } else {
                settle(c, true);
            }
        });
        return result;
    }

    private void settle(Connection c, boolean mayHaveChanged) {
        Map<String, PlaceState> expected = new HashMap<>();
        c.known.replaceAll((path, was) -> {
            Place now = was.in(leader.tree());
            if (now.state() != was.state()) {
                expected.put(path, now.state());
            }
            return now;
        });
        assertThat(c.told).isEqualTo(expected);
        assertThat(mayHaveChanged || expected.isEmpty()).isTrue();
        c.told.clear();
        c.known.values().removeIf(place -> place.state() == PlaceState.GONE);
    }
}
