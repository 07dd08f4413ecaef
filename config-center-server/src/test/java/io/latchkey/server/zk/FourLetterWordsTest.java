package io.latchkey.server.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.zookeeper.proto.AddWatchRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FourLetterWordsTest {
    private static String ask(TestNode node, String word) throws IOException {
        try (RawClient client = new RawClient(node.port())) {
            client.sendBytes(word.getBytes(StandardCharsets.US_ASCII));
            return client.readText();
        }
    }

    @Test
    void words_are_answered_in_the_form_that_tools_read() throws IOException {
        try (TestNode node = TestNode.start();
                RawClient client = RawClient.opened(node.port())) {
            client.call(OpCode.ADD_WATCH, new AddWatchRequest("/x", 1));

            assertThat(ask(node, "ruok")).isEqualTo("imok");
            assertThat(ask(node, "isro")).isEqualTo("rw");
            assertThat(ask(node, "srvr"))
                    .startsWith("Zookeeper version: 3.9")
                    .contains("Mode: standalone\n", "Node count: 8\n", "Zxid: 0x", "Latency min/avg/max: 0/")
                    .doesNotContain("Clients:");
            assertThat(ask(node, "stat")).contains("Clients:\n /127.0.0.1:", "Connections: ");
            assertThat(ask(node, "mntr"))
                    .contains("zk_server_state\tstandalone\n", "zk_watch_count\t1\n", "zk_znode_count\t8\n")
                    .contains("zk_global_sessions\t1\n", "zk_num_alive_connections\t");
            assertThat(ask(node, "conf"))
                    .contains("clientPort=" + node.port() + "\n", "tickTime=2000\n", "dataDir=memory\n");
            assertThat(ask(node, "cons")).contains(",sid=0x1", "to=30000");
            assertThat(ask(node, "wchs")).isEqualTo("1 connections watching 1 paths\nTotal watches:1\n");
        }
    }

    @Test
    void only_the_words_of_the_whitelist_are_answered() throws IOException {
        try (TestNode node = TestNode.start(TestNode.config(Set.of("srvr"), 0, ZkLimits.DEFAULT, 1))) {
            assertThat(ask(node, "srvr")).contains("Mode: standalone");
            for (String word : new String[] {"ruok", "mntr", "dump", "envi"}) {
                assertThat(ask(node, word)).isEqualTo(word + " is not executed because it is not in the whitelist.\n");
            }
        }
    }

    @Test
    void words_that_are_never_answered_are_refused_even_if_all_are_allowed() throws IOException {
        try (TestNode node = TestNode.start()) {
            assertThat(ask(node, "wchp")).isEqualTo("wchp is not executed because it is not in the whitelist.\n");
        }
    }

    @Test
    void a_word_is_one_only_at_the_start_of_a_connection() throws IOException {
        try (TestNode node = TestNode.start();
                RawClient client = RawClient.opened(node.port())) {
            client.sendBytes("ruok".getBytes(StandardCharsets.US_ASCII));
            client.expectClosed();
        }
    }

    @Test
    void a_server_without_a_quorum_says_so_and_serves_nobody() throws IOException {
        try (TestNode node = TestNode.startWithoutQuorum()) {
            assertThat(ask(node, "ruok")).isEqualTo("imok");
            assertThat(ask(node, "isro")).isEqualTo("null");
            for (String word : new String[] {"srvr", "stat", "mntr", "conf", "cons", "wchs"}) {
                assertThat(ask(node, word)).isEqualTo("This ZooKeeper instance is not currently serving requests\n");
            }
            try (RawClient client = new RawClient(node.port())) {
                client.sendFrame(Records.bytes(
                        new org.apache.zookeeper.proto.ConnectRequest(0, 0, 10_000, 0, new byte[16], false)));
                client.expectClosed();
            }
        }
    }
}
