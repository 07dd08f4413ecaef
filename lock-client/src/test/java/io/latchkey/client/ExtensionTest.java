package io.latchkey.client;

import static io.latchkey.client.testing.Waiting.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.testing.Bench;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apache ZooKeeper passes over the wish for our own requests, and the client does without. */
class ExtensionTest {
    private static final int CONNECT_BYTES = 45;
    private static final int REPLY_BYTES = 37;
    private static final int PING_XID = -2;
    private static final int PING = 11;

    @TempDir
    Path dir;

    private Bench bench;

    @BeforeEach
    void start() {
        bench = new Bench(dir);
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    /** Length of the answer to a connect request with so many bytes behind it, on a connection that works afterwards. */
    private int answerTo(int... more) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), bench.server.port())) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            out.writeInt(CONNECT_BYTES + Integer.BYTES * more.length);
            out.writeInt(0);
            out.writeLong(0);
            out.writeInt(4_000);
            out.writeLong(0);
            out.writeInt(16);
            out.write(new byte[16]);
            out.writeBoolean(false);
            for (int value : more) {
                out.writeInt(value);
            }
            int length = in.readInt();
            byte[] answer = in.readNBytes(length);
            assertThat(answer).hasSize(length);
            out.writeInt(2 * Integer.BYTES);
            out.writeInt(PING_XID);
            out.writeInt(PING);
            in.readInt();
            assertThat(in.readInt()).isEqualTo(PING_XID);
            return length;
        }
    }

    @Test
    void zookeeper_answers_as_ever() throws IOException {
        assertThat(answerTo()).isEqualTo(REPLY_BYTES);
        assertThat(answerTo(0x4c4b4559, 1)).isEqualTo(REPLY_BYTES);
    }

    @Test
    void the_client_knows_that_and_uses_locks_as_zookeeper_has_them() throws Exception {
        LockClient client = bench.direct();
        assertThat(client.core().session().mayBeExtended()).isFalse();
        LockLease lease = client.lock("door").acquire();
        get(lease.verify());
        assertThat(client.core().session().placeCount()).isZero();
        assertThat(client.core().session().watchCount()).as("its own entry").isEqualTo(1);
        assertThat(client.lock("door").tryAcquire()).isEmpty();
    }
}
