package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.zab.core.Zxid;
import io.latchkey.zab.runtime.Divergence;
import io.latchkey.zab.tree.Acl;
import io.latchkey.zab.tree.DataTree;
import io.latchkey.zab.tree.Inconsistency;
import io.latchkey.zab.tree.NodeKind;
import io.latchkey.zab.tree.Txn;
import io.latchkey.zab.tree.TxnRecord;
import org.junit.jupiter.api.Test;

class RestartsTest {
    private static Divergence at(long zxid) {
        Txn create = new Txn.Create("/a", null, Acl.OPEN, NodeKind.PERSISTENT, 0);
        return Divergence.at(
                zxid, new TxnRecord(1, 0, 0, 0, 1, create), DataTree.empty(), new Inconsistency("differs"));
    }

    @Test
    void first_the_disk_then_the_peers_then_no_more() {
        Restarts restarts = new Restarts(false);
        assertThat(restarts.after(at(Zxid.of(1, 5)))).isEqualTo(Restarts.Next.FROM_DISK);
        assertThat(restarts.after(at(Zxid.of(1, 5)))).isEqualTo(Restarts.Next.FROM_PEERS);
        assertThat(restarts.after(at(Zxid.of(1, 5)))).isEqualTo(Restarts.Next.END);
    }

    @Test
    void another_difference_begins_with_the_disk_again_but_not_for_ever() {
        Restarts restarts = new Restarts(false);
        for (int i = 1; i <= 10; i++) {
            assertThat(restarts.after(at(Zxid.of(1, i)))).isEqualTo(Restarts.Next.FROM_DISK);
        }
        assertThat(restarts.after(at(Zxid.of(1, 11)))).isEqualTo(Restarts.Next.END);
    }

    @Test
    void a_single_server_ends_and_so_does_one_with_another_problem() {
        assertThat(new Restarts(true).after(at(Zxid.of(1, 5)))).isEqualTo(Restarts.Next.END);
        assertThat(new Restarts(false).after(new IllegalStateException("the disk failed")))
                .isEqualTo(Restarts.Next.END);
    }
}
