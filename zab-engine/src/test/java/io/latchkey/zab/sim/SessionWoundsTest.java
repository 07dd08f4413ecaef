package io.latchkey.zab.sim;

import static io.latchkey.zab.sim.Scene.holds;

import org.junit.jupiter.api.Test;

/**
 * ZooKeeper's known wounds of sessions, ephemerals and snapshots, 29 to 34 of the table in docs/simulation.md; 35 and 36
 * are matters of the tree and of limits, and have their tests there.
 */
class SessionWoundsTest {
    private static void recoverFromSnapshots(Scene scene) {
        for (int i = 0; i < 6; i++) {
            scene.run(300);
            scene.nodes().forEach(SimNode::takeSnapshot);
            scene.run(150);
            scene.powerCut(scene.nodes());
            scene.run(800);
        }
    }

    private static void newLeaders(Scene scene) {
        for (int i = 0; i < 6; i++) {
            scene.run(900);
            scene.away(scene.leader(), 300);
        }
    }

    @Test
    void w29_a_snapshot_is_of_one_zxid_sessions_included() {
        holds(SessionWoundsTest::recoverFromSnapshots, PlantedFaults.SNAPSHOT_MISLABELLED, "PrefixConsistency");
    }

    @Test
    void w30_a_close_deletes_what_it_says_wherever_it_is_applied() {
        holds(
                scene -> scene.run(8_000),
                PlantedFaults.CLOSE_LEAVES_EPHEMERALS,
                "ephemerals of closed session",
                "digest");
    }

    @Test
    void w31_a_multi_is_applied_whole() {
        holds(SessionWoundsTest::recoverFromSnapshots, PlantedFaults.HALF_A_MULTI, "digest");
    }

    @Test
    void w32_no_tree_is_ahead_of_what_is_committed() {
        holds(
                scene -> {
                    for (int i = 0; i < 3; i++) {
                        SimNode old = scene.leaderWithTail();
                        old.takeSnapshot();
                        scene.run(120);
                        scene.heal(old);
                        scene.until(old::isServing);
                    }
                },
                PlantedFaults.UNCOMMITTED_APPLIED,
                "CommittedIsNeverLost");
    }

    @Test
    void w33_a_new_leader_gives_every_session_its_full_timeout() {
        holds(SessionWoundsTest::newLeaders, PlantedFaults.OLD_SESSION_DEADLINES, "SessionExpiry");
    }

    @Test
    void w33_sessions_do_not_expire_by_the_time_of_day() {
        holds(
                scene -> {
                    for (int i = 0; i < 4; i++) {
                        scene.leader().wallClock().step(3_600_000);
                        scene.run(700);
                    }
                },
                PlantedFaults.EXPIRY_BY_WALL_CLOCK,
                "SessionExpiry");
    }

    @Test
    void w34_nothing_is_created_behind_the_close_of_its_session() {
        holds(scene -> scene.run(12_000), PlantedFaults.CREATE_AFTER_CLOSE, "digest", "no session");
    }
}
