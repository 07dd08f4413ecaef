package io.latchkey.zab.sim;

import static io.latchkey.zab.sim.Scene.holds;

import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * ZooKeeper's known wounds of disks, 22 to 28 of the table in docs/simulation.md, as far as one can see them without
 * real ones; what those have to do is in the storage package's tests.
 */
class DiskWoundsTest {
    private static void powerCuts(Scene scene) {
        for (int i = 0; i < 12; i++) {
            scene.run(97);
            scene.powerCut(scene.nodes());
            scene.until(() -> scene.nodes().stream().allMatch(SimNode::isServing));
        }
    }

    private static void failedSync(Scene scene, SimNode node) {
        node.disk().failNextSync();
        scene.run(300);
        scene.powerCut(scene.nodes());
        scene.run(900);
    }

    private static void damage(Scene scene) {
        for (int i = 0; i < 4; i++) {
            SimNode node = scene.followers().get(i % 2);
            boolean damaged = scene.sim().atlas().mayLose(node)
                    && node.disk().damage(Luck.of(scene.sim().setup().seed(), Luck.Of.BLOW, i));
            if (damaged) {
                scene.away(node, 100);
            }
            scene.run(1_200);
        }
    }

    @Test
    void w22_the_first_failed_sync_is_the_last() {
        holds(
                scene -> {
                    for (int i = 0; i < 4; i++) {
                        failedSync(scene, scene.followers().get(i % 2));
                    }
                },
                PlantedFaults.FAILED_SYNC_IGNORED,
                "AckedIsDurable",
                "CommittedIsNeverLost",
                "a history has no gap");
    }

    @Test
    void w23_a_torn_tail_is_left_out() {
        holds(DiskWoundsTest::powerCuts, PlantedFaults.CHECKSUMS_IGNORED, "Integrity");
    }

    @Test
    void w24_an_ensemble_starts_unaided_after_a_power_cut_right_after_its_first_start() {
        holds(DiskWoundsTest::powerCuts, PlantedFaults.TAIL_DROPPED, "AckedIsDurable", "HistoryBeforeEpoch");
    }

    @Test
    void w25_a_server_without_a_usable_snapshot_gets_one_from_the_others() {
        holds(
                scene -> {
                    for (int i = 0; i < 4; i++) {
                        SimNode node = scene.followers().get(i % 2);
                        node.takeSnapshot();
                        scene.run(150);
                        damage(scene);
                    }
                },
                PlantedFaults.DAMAGE_TAKEN_FOR_TORN,
                "AckedIsDurable");
    }

    @Test
    void w26_damage_in_the_middle_is_no_torn_tail() {
        holds(DiskWoundsTest::damage, PlantedFaults.DAMAGE_TAKEN_FOR_TORN, "AckedIsDurable");
    }

    @Test
    void w27_an_empty_disk_does_not_vote() {
        holds(
                scene -> {
                    SimNode a = scene.leader();
                    SimNode b = scene.followers().get(0);
                    SimNode c = scene.followers().get(1);
                    c.crashIfUp();
                    scene.run(500); // a and b go on
                    b.crashIfUp();
                    b.replaceDisk();
                    a.crashIfUp();
                    b.start();
                    c.start();
                    scene.run(2_000);
                    if (b.isLeading() || c.isLeading()) {
                        throw new SimFailure("PrimaryIntegrity", "led without what was committed");
                    }
                    a.start();
                },
                PlantedFaults.EMPTY_DISK_VOTES,
                "PrimaryIntegrity");
    }

    @Test
    void w28_a_leader_that_cannot_write_leads_no_more() {
        holds(
                scene -> {
                    for (int i = 0; i < 4; i++) {
                        SimNode leader = scene.leader();
                        failedSync(scene, leader);
                    }
                },
                PlantedFaults.FAILED_SYNC_IGNORED,
                "AckedIsDurable",
                "CommittedIsNeverLost",
                "a history has no gap");
    }

    @Test
    void w28_nor_does_one_whose_disk_is_full() {
        holds(
                scene -> {
                    SimNode leader = scene.leader();
                    leader.disk().setFull(true);
                    scene.run(1_500);
                    if (leader.isUp()) {
                        throw new AssertionError("it goes on without a disk");
                    }
                    scene.leader();
                    scene.powerCut(List.copyOf(scene.followers()));
                    scene.run(1_000);
                },
                PlantedFaults.ACK_BEFORE_SYNC,
                "AckedIsDurable");
    }
}
