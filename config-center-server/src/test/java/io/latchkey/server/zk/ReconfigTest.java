package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.Watcher.Event.KeeperState;
import org.apache.zookeeper.admin.ZooKeeperAdmin;
import org.apache.zookeeper.data.Stat;
import org.apache.zookeeper.server.auth.DigestAuthenticationProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** ZooKeeper's own admin client on an ensemble of one, which needs nobody else to change. */
@Timeout(60)
class ReconfigTest {
    private static final String ONE = "server.1=a.example:2888:3888:participant;2181";
    private static final String SEVEN = "server.7=b.example:2888:3888:observer;2181";

    private TestNode node;
    private ZooKeeperAdmin admin;

    @BeforeEach
    void start() throws Exception {
        node = TestNode.start(TestNode.withSuperUser(DigestAuthenticationProvider.generateDigest("root:secret")));
        admin = connect();
        admin.addAuthInfo("digest", "root:secret".getBytes(StandardCharsets.UTF_8));
    }

    @AfterEach
    void stop() throws Exception {
        admin.close();
        node.close();
    }

    private ZooKeeperAdmin connect() throws Exception {
        CountDownLatch connected = new CountDownLatch(1);
        ZooKeeperAdmin client = new ZooKeeperAdmin("127.0.0.1:" + node.port(), 10_000, event -> {
            if (event.getState() == KeeperState.SyncConnected) {
                connected.countDown();
            }
        });
        assertThat(connected.await(TestNode.PATIENCE_S, TimeUnit.SECONDS)).isTrue();
        return client;
    }

    private static long version(byte[] config) {
        String text = new String(config, StandardCharsets.UTF_8);
        return Long.parseLong(text.substring(text.lastIndexOf("version=") + 8), 16);
    }

    @Test
    void members_are_replaced_added_and_removed() throws Exception {
        Stat stat = new Stat();
        byte[] first = admin.reconfigure(null, null, ONE, -1, stat);
        assertThat(new String(first, StandardCharsets.UTF_8)).startsWith(ONE + "\nversion=");
        assertThat(stat.getMzxid()).isEqualTo(version(first));
        byte[] second = admin.reconfigure(SEVEN, null, null, version(first), stat);
        assertThat(new String(second, StandardCharsets.UTF_8)).startsWith(ONE + "\n" + SEVEN + "\nversion=");
        assertThat(admin.getConfig(false, new Stat())).isEqualTo(second);
        byte[] third = admin.reconfigure((List<String>) null, List.of("7", "99"), null, -1, stat);
        assertThat(new String(third, StandardCharsets.UTF_8)).startsWith(ONE + "\nversion=");
        assertThat(version(third)).isGreaterThan(version(second));
    }

    @Test
    void a_watch_on_the_configuration_fires() throws Exception {
        CountDownLatch changed = new CountDownLatch(1);
        admin.getConfig(event -> changed.countDown(), new Stat());
        admin.reconfigure(null, null, ONE, 0, new Stat());
        assertThat(changed.await(TestNode.PATIENCE_S, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void another_version_than_the_expected_one_is_refused() throws Exception {
        byte[] first = admin.reconfigure(null, null, ONE, 0, new Stat());
        assertThatThrownBy(() -> admin.reconfigure(SEVEN, null, null, 0, new Stat()))
                .isInstanceOf(KeeperException.BadVersionException.class);
        assertThatThrownBy(() -> admin.reconfigure(SEVEN, null, null, version(first) + 1, new Stat()))
                .isInstanceOf(KeeperException.BadVersionException.class);
    }

    @Test
    void a_voter_that_is_not_there_is_refused() throws Exception {
        admin.reconfigure(null, null, ONE, -1, new Stat());
        assertThatThrownBy(() -> admin.reconfigure("server.2=b:2888:3888;2181", null, null, -1, new Stat()))
                .isInstanceOf(KeeperException.NewConfigNoQuorum.class);
    }

    @Test
    void what_describes_no_ensemble_is_refused() throws Exception {
        admin.reconfigure(null, null, ONE, -1, new Stat());
        for (String[] wrong : new String[][] {
            {null, null, null},
            {"server.2=b", null, null},
            {"nonsense", null, null},
            {null, "x", null},
            {null, "1", null},
            {null, null, ""},
            {null, null, ONE + "\ngroup.1=1\ngroup.2=7"},
            {null, null, "server.1=0.0.0.0:2888:3888;2181"},
        }) {
            assertThatThrownBy(() -> admin.reconfigure(wrong[0], wrong[1], wrong[2], -1, new Stat()))
                    .as(String.join(" ", String.valueOf(wrong[0]), String.valueOf(wrong[1]), String.valueOf(wrong[2])))
                    .isInstanceOf(KeeperException.BadArgumentsException.class);
        }
    }

    @Test
    void only_the_super_user_may() throws Exception {
        ZooKeeperAdmin anybody = connect();
        try {
            assertThatThrownBy(() -> anybody.reconfigure(null, null, ONE, -1, new Stat()))
                    .isInstanceOf(KeeperException.NoAuthException.class);
            anybody.addAuthInfo("digest", "root:wrong".getBytes(StandardCharsets.UTF_8));
            assertThatThrownBy(() -> anybody.reconfigure(null, null, ONE, -1, new Stat()))
                    .isInstanceOf(KeeperException.NoAuthException.class);
        } finally {
            anybody.close();
        }
    }
}
