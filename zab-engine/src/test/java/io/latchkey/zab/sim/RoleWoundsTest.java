package io.latchkey.zab.sim;

import static io.latchkey.zab.sim.Scene.holds;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** ZooKeeper's known wounds of roles, epochs and elections, 17 to 21 of the table in docs/simulation.md. */
class RoleWoundsTest {
    /** A follower leaves and comes back while its disk is at it, and then loses power. */
    private static void leaveWhileWriting(Scene scene) {
        for (int i = 0; i < 8; i++) {
            SimNode follower = scene.followers().get(i % 2);
            follower.disk().setSpeed(10, 10);
            scene.run(150);
            scene.network().reset(follower.index(), scene.leader().index());
            scene.run(200);
            scene.powerCut(scene.nodes());
            scene.run(900);
        }
    }

    private static void stalledLeader(Scene scene) {
        for (int i = 0; i < 6; i++) {
            SimNode leader = scene.leader();
            SimNode follower = scene.followers().get(i % 2);
            scene.network().stall(leader.index(), follower.index());
            scene.run(700);
            scene.network().flow(leader.index(), follower.index());
            scene.run(600);
        }
    }

    private static void newLeaders(Scene scene) {
        for (int i = 0; i < 4; i++) {
            scene.away(scene.leader(), 300);
            scene.run(600);
            scene.powerCut(scene.nodes());
            scene.run(600);
        }
    }

    @Test
    void w17_an_old_role_writes_nothing_any_more() {
        holds(
                RoleWoundsTest::leaveWhileWriting,
                PlantedFaults.OLD_ROLE_KEEPS_WRITING,
                "HistoryBeforeEpoch",
                "AckedIsDurable");
    }

    @Test
    void w17_nor_is_it_listened_to() {
        holds(
                RoleWoundsTest::stalledLeader,
                PlantedFaults.BOND_NUMBERS_IGNORED,
                "COMMIT follows UPTODATE",
                "proposals follow the promise");
    }

    @Test
    void w18_a_promise_is_on_disk_before_it_is_given() {
        holds(RoleWoundsTest::newLeaders, PlantedFaults.PROMISE_BEFORE_SYNC, "AckedIsDurable");
    }

    @Test
    void w19_observers_are_not_counted() {
        holds(
                new Setup(1, 5, 2, Weather.MIXED),
                RoleWoundsTest::newLeaders,
                PlantedFaults.OBSERVER_COUNTED,
                "ACKEPOCH comes once in a bond");
    }

    @Test
    void w20_five_servers_agree_on_a_leader_whoever_is_missing() {
        holds(
                new Setup(1, 5, Weather.MIXED),
                scene -> {
                    for (int i = 0; i < 4; i++) {
                        SimNode first = scene.leader();
                        SimNode second = scene.followers().get(i);
                        first.crashIfUp();
                        second.crashIfUp();
                        scene.run(1_500);
                        scene.leader();
                        first.start();
                        second.start();
                        scene.run(500);
                    }
                },
                EpochFaults.VotesNotChanged::new,
                "Liveness");
    }

    @Test
    void w21_a_full_counter_brings_a_new_epoch() {
        long seed = LongStream.range(1, 1_000)
                .filter(s -> new Simulation(new Setup(s, 3, Weather.MIXED), PlantedFault.NONE, false)
                                .nodes()
                                .get(0)
                                .config()
                                .epochTxnsMax()
                        < 30)
                .findFirst()
                .orElseThrow();
        holds(
                new Setup(seed, 3, Weather.MIXED),
                scene -> {
                    scene.run(5_000);
                    if (scene.sim().rareStates().times(RareState.EPOCH_FULL) < 1
                            && scene.leader().config().epochTxnsMax() < 30) {
                        throw new AssertionError("no epoch was full");
                    }
                },
                PlantedFaults.COUNTER_ROLLS_OVER,
                "AckedIsDurable");
    }
}
