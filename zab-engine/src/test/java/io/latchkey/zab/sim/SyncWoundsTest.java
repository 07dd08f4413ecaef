package io.latchkey.zab.sim;

import static io.latchkey.zab.sim.Scene.holds;

import org.junit.jupiter.api.Test;

/**
 * ZooKeeper's known wounds of synchronization, 1 to 16 of the table in docs/simulation.md: each story ends well, and
 * does not if the rule that it protects is broken.
 */
class SyncWoundsTest {
    /** A follower comes back, and the power goes as soon as it has been synchronized. */
    private static void powerCutAfterSync(Scene scene) {
        for (int i = 0; i < 5; i++) {
            SimNode away = scene.followers().get(i % 2);
            scene.away(away, 200);
            scene.until(away::isServing);
            scene.powerCut(scene.nodes());
            scene.run(800);
        }
    }

    private static void comeBackAndCrash(Scene scene) {
        for (int i = 0; i < 5; i++) {
            SimNode away = scene.followers().get(i % 2);
            away.disk().setSpeed(3, 10);
            scene.away(away, 300);
            scene.until(Moment.EPOCH_UNDER_WAY, away);
            scene.away(away, 20);
            scene.until(away::isServing);
        }
    }

    private static void leaderComesBackWithTail(Scene scene) {
        for (int i = 0; i < 4; i++) {
            SimNode old = scene.leaderWithTail();
            scene.heal(old);
            scene.until(old::isServing);
            scene.powerCut(scene.nodes());
            scene.run(1_000);
        }
    }

    /** Who comes back needs a snapshot. */
    private static void snapshot(Scene scene) {
        for (int i = 0; i < 5; i++) {
            SimNode away = scene.followers().get(i % 2);
            away.crashIfUp();
            scene.run(300);
            scene.nodes().forEach(SimNode::takeSnapshot);
            scene.run(200);
            away.start();
            scene.until(away::isServing);
            scene.powerCut(scene.nodes());
            scene.run(800);
        }
    }

    @Test
    void w01_newleader_is_acknowledged_when_the_history_is_on_disk() {
        holds(SyncWoundsTest::powerCutAfterSync, PlantedFaults.NEWLEADER_ACK_BEFORE_SYNC, "AckedIsDurable");
    }

    @Test
    void w02_nor_is_it_acknowledged_while_a_slow_disk_writes() {
        holds(SyncWoundsTest::comeBackAndCrash, PlantedFaults.NEWLEADER_ACK_BEFORE_SYNC, "AckedIsDurable");
    }

    @Test
    void w03_the_epoch_gets_to_disk_after_the_history() {
        holds(SyncWoundsTest::comeBackAndCrash, PlantedFaults.EPOCH_BEFORE_LOG, "HistoryBeforeEpoch");
    }

    @Test
    void w04_acks_of_proposals_do_not_overtake_that_of_newleader() {
        holds(SyncWoundsTest::comeBackAndCrash, PlantedFaults.ACK_BEFORE_SYNC, "AckedIsDurable");
    }

    @Test
    void w05_a_follower_serves_with_all_that_its_epoch_started_from() {
        holds(SyncWoundsTest::powerCutAfterSync, PlantedFaults.COMMITS_BEFORE_UPTODATE_LOST, "ProcessConsistency");
    }

    @Test
    void w06_what_is_proposed_between_newleader_and_uptodate_is_kept() {
        holds(
                SyncWoundsTest::comeBackAndCrash,
                PlantedFaults.PROPOSALS_BEFORE_UPTODATE_DROPPED,
                "what is committed was proposed here before",
                "a history has no gap");
    }

    @Test
    void w07_a_follower_that_is_bounced_in_a_diff_keeps_what_it_acknowledged() {
        holds(
                scene -> {
                    for (int i = 0; i < 5; i++) {
                        SimNode away = scene.followers().get(i % 2);
                        scene.away(away, 300);
                        scene.until(Moment.FOLLOWER_IN_SYNCHRONIZATION, away);
                        scene.network().reset(away.index(), scene.leader().index());
                        scene.run(10);
                        scene.powerCut(scene.nodes());
                        scene.run(800);
                    }
                },
                PlantedFaults.EPOCH_BEFORE_LOG,
                "HistoryBeforeEpoch");
    }

    @Test
    void w08_a_diff_has_no_hole() {
        holds(SyncWoundsTest::powerCutAfterSync, PlantedFaults.HOLE_IN_DIFF, "a history has no gap");
    }

    @Test
    void w09_the_tree_holds_nothing_that_is_not_committed() {
        holds(SyncWoundsTest::leaderComesBackWithTail, PlantedFaults.UNCOMMITTED_APPLIED, "CommittedIsNeverLost");
    }

    @Test
    void w10_a_snapshot_is_on_disk_before_anything_on_top_of_it() {
        holds(SyncWoundsTest::snapshot, PlantedFaults.SNAP_NOT_ON_DISK, "HistoryBeforeEpoch", "a history has no gap");
    }

    @Test
    void w11_a_truncation_is_on_disk_before_anything_on_top_of_it() {
        holds(SyncWoundsTest::leaderComesBackWithTail, PlantedFaults.TRUNC_NOT_ON_DISK, "Agreement");
    }

    @Test
    void w12_a_truncation_is_on_disk_before_it_is_acknowledged() {
        holds(SyncWoundsTest::leaderComesBackWithTail, PlantedFaults.NEWLEADER_ACK_BEFORE_SYNC, "AckedIsDurable");
    }

    @Test
    void w13_proposals_behind_a_snapshot_are_sent() {
        holds(
                SyncWoundsTest::snapshot,
                PlantedFaults.GAP_AFTER_SNAP,
                "what is committed was proposed here before",
                "a history has no gap");
    }

    @Test
    void w14_uptodate_says_what_is_committed_now() {
        holds(SyncWoundsTest::comeBackAndCrash, PlantedFaults.COMMITS_BEFORE_UPTODATE_LOST, "ProcessConsistency");
    }

    @Test
    void w15_a_diff_is_not_sent_where_a_snapshot_is_needed() {
        holds(SyncWoundsTest::snapshot, PlantedFaults.DIFF_INSTEAD_OF_SNAP, "a history has no gap");
    }

    @Test
    void w16_a_truncation_names_what_the_follower_has() {
        holds(
                SyncWoundsTest::leaderComesBackWithTail,
                PlantedFaults.TRUNC_TO_UNKNOWN,
                "TRUNC names a zxid of this history");
    }
}
