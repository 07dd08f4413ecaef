package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Containers go when they have served: wire.md 2, item 26. */
class ContainerTest {
    private final Leader leader = new Leader();

    private Result reap(String path) {
        return leader.submit(Submission.ofServer(new Request.ReapContainer(path)));
    }

    @Test
    void a_container_is_reaped_once_it_had_a_child_and_has_none() {
        leader.create("/c", CreateMode.CONTAINER);
        assertThat(leader.tree().reapableContainers(9)).isEmpty();
        assertThat(reap("/c")).isEqualTo(new Result.Failed(ErrorCode.BAD_ARGUMENTS));
        leader.create("/c/x");
        assertThat(leader.tree().reapableContainers(9)).isEmpty();
        assertThat(reap("/c")).isEqualTo(new Result.Failed(ErrorCode.NOT_EMPTY));
        leader.delete("/c/x");
        assertThat(leader.tree().reapableContainers(9)).containsExactly("/c");
        leader.create("/c/y");
        assertThat(leader.tree().reapableContainers(9)).isEmpty();
        leader.delete("/c/y");
        assertThat(reap("/c")).isEqualTo(new Result.Done());
        assertThat(leader.tree().node("/c")).isNull();
        assertThat(leader.tree().reapableContainers(9)).isEmpty();
        assertThat(reap("/c")).isEqualTo(new Result.Failed(ErrorCode.NO_NODE));
    }

    @Test
    void a_container_that_is_deleted_by_hand_is_forgotten() {
        leader.create("/c", CreateMode.CONTAINER);
        leader.create("/c/x");
        leader.delete("/c/x");
        leader.delete("/c");
        assertThat(leader.tree().reapableContainers(9)).isEmpty();
    }

    @Test
    void a_container_inside_a_container_frees_the_outer_one() {
        leader.create("/locks/l", CreateMode.CONTAINER);
        leader.create("/locks/l/i", CreateMode.CONTAINER);
        leader.create("/locks/l/i/x");
        leader.delete("/locks/l/i/x");
        assertThat(leader.tree().reapableContainers(9)).containsExactly("/locks/l/i");
        reap("/locks/l/i");
        assertThat(leader.tree().reapableContainers(9)).containsExactly("/locks/l");
    }

    @Test
    void the_end_of_a_session_frees_containers() {
        leader.open(5).create("/c", CreateMode.CONTAINER);
        leader.create("/c/e", CreateMode.EPHEMERAL);
        leader.submit(new Request.CloseSession(5));
        assertThat(leader.tree().reapableContainers(9)).containsExactly("/c");
    }

    @Test
    void only_so_many_are_listed_and_in_order() {
        for (String path : new String[] {"/c", "/a", "/b"}) {
            leader.create(path, CreateMode.CONTAINER);
            leader.create(path + "/x");
            leader.delete(path + "/x");
        }
        assertThat(leader.tree().reapableContainers(2)).containsExactly("/a", "/b");
    }

    @Test
    void other_nodes_are_not_reaped_and_clients_do_not_reap() {
        leader.create("/p");
        leader.create("/p/x");
        leader.delete("/p/x");
        assertThat(reap("/p")).isEqualTo(new Result.Failed(ErrorCode.BAD_ARGUMENTS));
        assertThat(leader.submit(new Request.ReapContainer("/p"))).isEqualTo(new Result.Failed(ErrorCode.NO_AUTH));
    }
}
