package io.latchkey.zab.format;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Leader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class TreeFormatTest {
    static byte[] write(DataTree tree) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TreeFormat.write(tree, out);
        return out.toByteArray();
    }

    @Test
    void a_tree_comes_back_as_it_was() throws IOException {
        Leader leader = new Leader().open(9);
        leader.create("/a");
        leader.create("/a/e-", CreateMode.EPHEMERAL_SEQUENTIAL);
        leader.create("/c", CreateMode.CONTAINER);
        leader.create("/c/x");
        leader.delete("/c/x");
        byte[] bytes = write(leader.tree());
        DataTree back = TreeFormat.read(new ByteArrayInputStream(bytes));
        assertThat(write(back)).isEqualTo(bytes);
        assertThat(back.zxid()).isEqualTo(leader.tree().zxid());
        assertThat(back.digest()).isEqualTo(leader.tree().digest());
        assertThat(back.nodeCount()).isEqualTo(leader.tree().nodeCount());
        assertThat(back.dataBytes()).isEqualTo(leader.tree().dataBytes());
        assertThat(back.ephemerals(9)).containsExactly("/a/e-0000000000");
        assertThat(back.ephemeralCount()).isEqualTo(1);
        assertThat(back.reapableContainers(10)).containsExactly("/c");
    }
}
