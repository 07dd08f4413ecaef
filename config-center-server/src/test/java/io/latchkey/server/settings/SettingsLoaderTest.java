package io.latchkey.server.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.server.ServerConfig;
import io.latchkey.server.cluster.ServerEntry;
import io.latchkey.server.peer.PeerAddress;
import io.latchkey.server.peer.PeerTrust;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files, environment and flags, right and wrong. */
class SettingsLoaderTest {
    /** What no zoo.cfg has. */
    private static final Map<String, String> AUTHENTICATED =
            Map.of("LATCHKEY_PEERS_CLUSTER", "blue", "LATCHKEY_PEERS_SECRET", "a secret of many characters");

    @TempDir
    Path dir;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private static ServerConfig load(@Nullable Path file, Map<String, String> env, Map<Setting<?>, String> flags)
            throws ConfigException {
        return ServerConfig.of(SettingsLoader.load(file, env, flags));
    }

    private ServerConfig yaml(String text) throws ConfigException, IOException {
        return load(file("latchkey.yaml", text), Map.of(), Map.of());
    }

    private String problemsOfYaml(String text) throws IOException {
        Path file = file("latchkey.yaml", text);
        try {
            load(file, Map.of(), Map.of());
        } catch (ConfigException e) {
            return e.getMessage();
        }
        throw new AssertionError("this should be refused: " + text);
    }

    private ServerConfig zoo(String text) throws ConfigException, IOException {
        return load(file("zoo.cfg", text), AUTHENTICATED, Map.of());
    }

    private String problemsOfZoo(String text) throws IOException {
        Path file = file("zoo.cfg", text);
        try {
            load(file, Map.of(), Map.of());
        } catch (ConfigException e) {
            return e.getMessage();
        }
        throw new AssertionError("this should be refused: " + text);
    }

    @Test
    void nothing_given_is_one_server_on_loopback() throws Exception {
        ServerConfig config = load(null, Map.of(), Map.of());
        assertThat(config.id()).isEqualTo(1);
        assertThat(config.peers()).isNull();
        assertThat(config.dataDir()).isEqualTo(Path.of("data").toAbsolutePath());
        assertThat(config.logDir()).isEqualTo(config.dataDir());
        assertThat(config.clients().address()).isEqualTo("127.0.0.1");
        assertThat(config.clients().port()).isEqualTo(2181);
        assertThat(config.clients().minSessionTimeoutMs()).isEqualTo(4_000);
        assertThat(config.clients().maxSessionTimeoutMs()).isEqualTo(40_000);
        assertThat(config.clients().fourLetterWords()).containsExactly("srvr");
        assertThat(config.http()).isEqualTo(new ServerConfig.Http(true, "127.0.0.1", 8080, false));
    }

    @Test
    void a_flag_wins_over_the_environment_that_over_the_file_that_over_the_default() throws Exception {
        Path file = file("a.yaml", "client: {port: 1}\nhttp: {port: 2}\nid: 3\n");
        Map<String, String> env = Map.of("LATCHKEY_HTTP_PORT", "20", "LATCHKEY_ID", "30", "HTTP_PORT", "9");
        Map<Setting<?>, String> flags = Map.of(Settings.ID, "40");
        ServerConfig config = load(file, env, flags);
        assertThat(config.clients().port()).isEqualTo(1);
        assertThat(config.http().port()).isEqualTo(20);
        assertThat(config.id()).isEqualTo(40);
        assertThat(config.clients().tickTimeMs()).isEqualTo(2_000);
    }

    @ParameterizedTest
    @CsvSource({
        "id, --id, LATCHKEY_ID",
        "client.maxPerAddress, --client-max-per-address, LATCHKEY_CLIENT_MAX_PER_ADDRESS",
        "engine.tickMs, --engine-tick-ms, LATCHKEY_ENGINE_TICK_MS",
        "data.logDir, --data-log-dir, LATCHKEY_DATA_LOG_DIR"
    })
    void names_follow_from_each_other(String name, String flag, String variable) {
        Setting<?> setting = Objects.requireNonNull(Settings.byName(name));
        assertThat(setting.flag()).isEqualTo(flag);
        assertThat(setting.variable()).isEqualTo(variable);
    }

    @Test
    void yaml_names_the_servers_as_a_map() throws Exception {
        ServerConfig config = yaml("""
                id: 2
                client:
                  address: 0.0.0.0
                  fourLetterWords: [srvr, ruok]
                peers:
                  servers:
                    1: a.example:2888
                    2: 0.0.0.0:2888
                    3: "[::1]:2890"
                  cluster: blue
                  secret: a secret of many characters
                """);
        assertThat(config.peers()).isNotNull();
        assertThat(config.peers().ensemble().servers())
                .containsEntry(1, new PeerAddress("a.example", 2888))
                .containsEntry(3, new PeerAddress("::1", 2890));
        assertThat(config.peers().bindAddress()).isEqualTo("0.0.0.0");
        assertThat(config.peers().trust()).isEqualTo(new PeerTrust("blue", "a secret of many characters", null, false));
        assertThat(config.clients().fourLetterWords()).containsExactlyInAnyOrder("srvr", "ruok");
    }

    @Test
    void every_problem_is_told_at_once_with_its_line() throws Exception {
        assertThat(problemsOfYaml("""
                id: 300
                clinet:
                  port: 1
                client:
                  prot: 2181
                  port: many
                http:
                  port: 1
                  port: 2
                """).lines())
                .containsExactly(
                        "latchkey.yaml, line 2: \"clinet\" is not a setting; did you mean \"client\"?",
                        "latchkey.yaml, line 5: \"client.prot\" is not a setting; did you mean \"client.port\"?",
                        "latchkey.yaml, line 9: \"http.port\" is given twice",
                        "id in latchkey.yaml, line 1: \"300\" must be a whole number from 1 to 254",
                        "client.port in latchkey.yaml, line 6: \"many\" must be a whole number from 0 to 65535");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "client: 5 | line 1: \"client\" must be a section",
                "- a | a configuration consists of",
                "id: [1] | line 1: id must be a whole number from 1 to 254",
                "id: {a: 1} | line 1: id must be a whole number",
                "id: 'x | this is not YAML",
                "id: 1 : 2 | this is not YAML",
                "http: {enabled: perhaps} | http.enabled in latchkey.yaml, line 1: \"perhaps\" must be true or false",
                "engine: {shortEpochs: 255} | engine.shortEpochs in latchkey.yaml, line 1: \"255\" must be true or false",
                "peers: {servers: {1: a}} | must be a server list",
                "peers: {servers: {1: 'a:0'}} | must be a server list",
                "peers: {servers: '1=a:1,1=b:1'} | must be a server list",
                "peers: {servers: {1: 'a:1 observer'}} | must be a server list",
                "peers: {servers: {1: 'a:1 weight=x'}} | must be a server list",
                "client: {superDigest: 'super:secret'} | the value must be user:digest, the digest 28 characters",
                "peers: {servers: '1=::1:2888'} | must be a server list",
                "peers: {secret: short} | the value must be a text of 16 to 1024 characters",
                "{id: 4, peers: {servers: {1: 'a:1', 2: 'b:1'}}} | this server is 4, but peers.servers in latchkey.yaml, line 1 has only [1, 2]",
                "{id: 1, peers: {servers: {1: 'a:1', 2: '0.0.0.0:1'}}} | nobody can dial server 2 at 0.0.0.0:1",
                "{client: {port: 8080}} | both name port 8080 of this server",
                "{client: {port: 99}, peers: {servers: {1: 'a:99', 2: 'b:1'}}} | both name port 99 of this server",
                "http: {address: 0.0.0.0} | \"0.0.0.0\" must be 127.0.0.1, or set http.enabled to false",
                "client: {minSessionTimeoutMs: 50000} | 50000 ms, must not be longer than the longest, 40000 ms",
                "peers: {frameBytesMax: 20000000, unsentBytesMax: 10000000, servers: {1: 'a:1', 2: 'b:1'}} | must be at least peers.frameBytesMax",
                "client: {fourLetterWords: [toolong]} | must be a list of words of four letters",
                "client: {fourLetterWords: [[a]]} | a single value is expected here",
            })
    void wrong_yaml_is_refused_with_a_line_that_helps(String text, String problem) throws Exception {
        assertThat(problemsOfYaml(text)).contains(problem);
    }

    @Test
    void a_secret_is_repeated_nowhere() throws Exception {
        String secret = "hush".repeat(1_000);
        assertThat(problemsOfYaml("peers: {secret: " + secret + "}")).doesNotContain("hush");
        Map<String, String> env = Map.of(
                "LATCHKEY_PEERS_SECRET", "hush hush hush hush",
                "LATCHKEY_PEERS_CLUSTER", "blue",
                "LATCHKEY_PEERS_SERVERS", "1=a:1,2=b:1");
        ResolvedSettings settings = SettingsLoader.load(null, env, Map.of());
        assertThat(EffectiveYaml.print(settings))
                .doesNotContain("hush")
                .contains("secret is set, and not shown  # environment: LATCHKEY_PEERS_SECRET in the environment");
        assertThat(ServerConfig.of(settings).toString()).doesNotContain("hush");
    }

    @Test
    void the_secret_may_be_in_a_file() throws Exception {
        Path secret = file("secret", "from a file, long enough\n");
        ServerConfig config = yaml("peers: {servers: {1: 'localhost:1', 2: '[::1]:1'}, secretFile: '" + secret + "'}");
        assertThat(config.peers()).isNotNull();
        assertThat(config.peers().trust().secret()).isEqualTo("from a file, long enough");
        assertThat(problemsOfYaml("peers: {servers: {1: 'a:1', 2: 'b:1'}, secretFile: /none/such}"))
                .contains("peers.secretFile in latchkey.yaml, line 1: cannot read /none/such");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "servers: {1: 'localhost:1', 2: 'b:2888'} | peers.servers in latchkey.yaml, line 1: server 2 is at b:2888,",
                "servers: {1: 'a:1', 2: 'b:1'}, cluster: blue | server 1 is at a:1,",
                "servers: {1: 'a:1', 2: 'b:1'}, secret: a secret of many characters | server 1 is at a:1,",
                "servers: {1: 'localhost:1', 2: '127.0.0.1:2'}, address: '::' | \"::\" is reached from elsewhere",
            })
    void servers_on_several_machines_must_prove_that_they_belong_together(String peers, String place) throws Exception {
        assertThat(problemsOfYaml("peers: {" + peers + "}"))
                .contains(place)
                .contains("set peers.cluster, and peers.secretFile (or peers.tlsCertificate, peers.tlsKey and"
                        + " peers.tlsAuthority), on all servers; or set peers.insecure to true to do without");
        assertThat(yaml("peers: {" + peers + ", insecure: true}").peers()).isNotNull();
    }

    @Test
    void a_server_that_is_alone_listens_for_others_only_where_no_stranger_gets_in() throws Exception {
        assertThat(yaml("peers: {servers: {1: 'a:1'}}").peers()).isNull();
        assertThat(yaml("peers: {servers: {1: 'localhost:1'}}").peers()).isNotNull();
        assertThat(yaml("peers: {servers: {1: 'a:1'}, cluster: blue, secret: a secret of many characters}")
                        .peers())
                .isNotNull();
    }

    @Test
    void tls_needs_all_of_its_files() throws Exception {
        Path pem = file("a.pem", "certificate");
        String servers = "peers: {servers: {1: 'a:1', 2: 'b:1'}, cluster: blue, ";
        ServerConfig config = yaml(servers + "tlsCertificate: %1$s, tlsKey: %1$s, tlsAuthority: %1$s}".formatted(pem));
        assertThat(config.peers()).isNotNull();
        assertThat(config.peers().trust())
                .isEqualTo(new PeerTrust("blue", null, new PeerTrust.Tls(pem, pem, pem), false));
        assertThat(problemsOfYaml(servers + "tlsCertificate: " + pem + "}")).contains("give all three");
        assertThat(problemsOfYaml(servers + "tlsKey: /none/such}"))
                .contains("peers.tlsKey in latchkey.yaml, line 1: cannot read /none/such");
    }

    @Test
    void a_damaged_environment_is_named() {
        assertThatThrownBy(() -> load(null, Map.of("LATCHKEY_CLIENT_PORT", "tcp://10.0.0.1:2181"), Map.of()))
                .hasMessage("LATCHKEY_CLIENT_PORT in the environment: \"tcp://10.0.0.1:2181\" must be a whole number"
                        + " from 0 to 65535");
    }

    @Test
    void a_mistyped_variable_is_noticed_and_a_strange_one_is_not() throws Exception {
        Map<String, String> environment =
                Map.of("LATCHKEY_CLIENT_PROT", "1", "LATCHKEY_SERVICE_HOST", "10.0.0.1", "LATCHKEY_API", "x");
        assertThat(SettingsLoader.load(null, environment, Map.of()).notices())
                .containsExactly("LATCHKEY_CLIENT_PROT in the environment is not a setting;"
                        + " did you mean \"LATCHKEY_CLIENT_PORT\"?");
    }

    @Test
    void files_that_cannot_be_read_are_named() throws Exception {
        assertThatThrownBy(() -> load(dir.resolve("none.yaml"), Map.of(), Map.of()))
                .hasMessage("there is no file " + dir.resolve("none.yaml"));
        Path binary = Files.write(dir.resolve("b.yaml"), new byte[] {(byte) 0xff, (byte) 0xfe});
        assertThatThrownBy(() -> load(binary, Map.of(), Map.of())).hasMessageContaining("is not text in UTF-8");
        assertThatThrownBy(() -> load(dir, Map.of(), Map.of())).hasMessageContaining("cannot read");
    }

    @Test
    void zoo_cfg_of_one_server() throws Exception {
        ServerConfig config = zoo("""
                # The number of milliseconds of each tick
                tickTime=1000
                initLimit=10
                syncLimit=5
                dataDir=/tmp/zookeeper
                clientPort=2182
                maxClientCnxns=0
                minSessionTimeout=-1
                maxSessionTimeout=60000
                4lw.commands.whitelist=srvr, mntr
                """);
        assertThat(config.id()).isEqualTo(1);
        assertThat(config.peers()).isNull();
        assertThat(config.dataDir()).isEqualTo(Path.of("/tmp/zookeeper"));
        assertThat(config.clients())
                .isEqualTo(new ServerConfig.Clients(
                        "0.0.0.0", 2182, 0, 1_048_575, 1_000, 2_000, 60_000, null, Set.of("srvr", "mntr")));
        assertThat(config.engine().initLimitMs()).isEqualTo(10_000);
        assertThat(config.engine().syncLimitMs()).isEqualTo(5_000);
        assertThat(config.http()).isEqualTo(new ServerConfig.Http(true, "127.0.0.1", 8080, true));
    }

    @Test
    void zoo_cfg_of_three_servers_with_myid() throws Exception {
        Path data = Files.createDirectories(dir.resolve("data"));
        Files.writeString(data.resolve("myid"), "2\n");
        ServerConfig config = zoo("""
                tickTime=2000
                dataDir=%s
                dataLogDir=%s
                clientPort=2181
                clientPortAddress=127.0.0.1
                admin.enableServer=false
                server.1=a.example:2888:3888
                server.2=0.0.0.0:2889:3889:participant
                server.3=[::1]:2890:3890;[::1]:2183
                """.formatted(data, dir.resolve("log")));
        assertThat(config.id()).isEqualTo(2);
        assertThat(config.logDir()).isEqualTo(dir.resolve("log"));
        assertThat(config.http().enabled()).isFalse();
        assertThat(config.peers()).isNotNull();
        assertThat(config.peers().bindAddress()).isEqualTo("0.0.0.0");
        assertThat(config.peers().ensemble().servers())
                .containsEntry(1, new PeerAddress("a.example", 2888))
                .containsEntry(2, new PeerAddress("0.0.0.0", 2889))
                .containsEntry(3, new PeerAddress("::1", 2890));
    }

    @Test
    void zoo_cfg_with_a_dynamic_file_takes_servers_and_client_port_from_there() throws Exception {
        Path data = Files.createDirectories(dir.resolve("data"));
        Files.writeString(data.resolve("myid"), "3");
        Path dynamic = file("zoo.cfg.dynamic.100000000", """
                server.1=a:2888:3888:participant;0.0.0.0:2181
                server.2=b:2888:3888:participant;2181
                server.3=c:2888:3888:participant;127.0.0.1:2191
                version=100000000
                """);
        Path cfg = file("zoo.cfg", "dataDir=%s\ndynamicConfigFile=%s\n".formatted(data, dynamic));
        ResolvedSettings settings = SettingsLoader.load(cfg, AUTHENTICATED, Map.of());
        ServerConfig config = ServerConfig.of(settings);
        assertThat(config.clients().port()).isEqualTo(2191);
        assertThat(config.clients().address()).isEqualTo("127.0.0.1");
        assertThat(config.servers()).hasSize(3);
        assertThat(settings.notices()).isEmpty();
    }

    @Test
    void zoo_cfg_with_observers_and_weights() throws Exception {
        Path data = Files.createDirectories(dir.resolve("data"));
        Files.writeString(data.resolve("myid"), "4");
        ServerConfig config = zoo("""
                dataDir=%s
                peerType=observer
                server.1=a:2888:3888
                server.2=b:2888:3888
                server.3=c:2888:3888;2191
                server.4=d:2888:3888:observer;10.0.0.4:2181
                group.1=1:2:3
                weight.1=1
                weight.2=2
                weight.3=0
                """.formatted(data));
        assertThat(config.servers())
                .containsEntry(1, ServerEntry.parse("a:2888"))
                .containsEntry(2, ServerEntry.parse("b:2888 weight=2"))
                .containsEntry(3, ServerEntry.parse("c:2888 weight=0 clients=2191"))
                .containsEntry(4, ServerEntry.parse("d:2888 observer clients=10.0.0.4:2181"));
        assertThat(config.clients().port()).isEqualTo(2181);
        assertThat(config.clients().address()).isEqualTo("10.0.0.4");
    }

    @Test
    void yaml_with_observers_and_weights() throws Exception {
        ServerConfig config = yaml("""
                peers:
                  servers:
                    1: localhost:2888 weight=2
                    2: localhost:2889
                    3: localhost:2890 observer clients=2183
                """);
        assertThat(config.servers().get(1).weight()).isEqualTo(2);
        assertThat(config.servers().get(3).observer()).isTrue();
        assertThat(config.servers().get(3).member(3).address()).isEqualTo("localhost:2890:3890;2183");
    }

    @Test
    void keys_without_meaning_are_named_in_one_line() throws Exception {
        Path cfg = file("zoo.cfg", """
                dataDir=/tmp/x
                autopurge.purgeInterval=1
                electionAlg=3
                sslQuorum=true
                """);
        assertThat(SettingsLoader.load(cfg, Map.of(), Map.of()).notices())
                .containsExactly(
                        "zoo.cfg: these keys have no meaning here and are passed over: autopurge.purgeInterval,"
                                + " electionAlg, sslQuorum. Nothing is encrypted or authenticated because of sslQuorum");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "clientPort=x # clientPort in zoo.cfg: \"x\" must be a whole number from 0 to 65535",
                "tickTime=x # tickTime in zoo.cfg: \"x\" must be a whole number",
                "server.1=a:2888 # server.1 in zoo.cfg: \"a:2888\": must be host:peerPort:electionPort",
                "server.x=a:2888:3888 # server.x in zoo.cfg: \"a:2888:3888\": after \"server.\" an id from 1 to 254 is",
                "server.1=a:2888:3888:observer # must be a server list",
                "server.1=a:2888:3888:judge # must be host:peerPort:electionPort[:participant|:observer]",
                "server.1=a:0:3888 # port 0 is not within 1 to 65535",
                "server.1=a:1:2|b:1:2 # several addresses of one server are not supported",
                "server.300=a:1:2 # must be a server list: ids from 1 to 254",
                "peerType=judge # \"judge\" is neither participant nor observer",
                "server.1=a:1:2\\ngroup.1=1\\ngroup.2=2 # several groups of servers are not supported",
                "server.1=a:1:2\\ngroup.1=2:3 # the group [2, 3] must have all that vote: [1]",
                "server.1=a:1:2\\nweight.2=3 # weight.2 is of no server of the list",
                "server.1=a:1:2\\nweight.1=x # a whole number as weight is expected, not \"x\"",
                "dynamicConfigFile=/none/such # dynamicConfigFile in zoo.cfg: cannot read /none/such",
                "admin.serverAddress=0.0.0.0 # admin.serverAddress in zoo.cfg: HTTP API and admin UI have no access",
                "server.1=a:1:2\\nserver.2=b:1:2 # it has to hold the id of this server, one of [1, 2]",
            })
    void wrong_zoo_cfg_is_refused_with_a_line_that_helps(String line, String problem) throws Exception {
        String text = "dataDir=" + dir.resolve("none") + "\n" + line.replace("\\n", "\n") + "\n";
        assertThat(problemsOfZoo(text)).contains(problem);
    }

    @Test
    void a_zoo_cfg_without_data_directory_says_so() throws Exception {
        assertThat(problemsOfZoo("clientPort=2181")).isEqualTo("zoo.cfg: dataDir is missing");
    }

    @Test
    void a_damaged_myid_is_named() throws Exception {
        Files.writeString(dir.resolve("myid"), "two");
        assertThat(problemsOfZoo("dataDir=" + dir + "\nserver.1=a:1:2\nserver.2=b:1:2"))
                .isEqualTo(dir.resolve("myid") + ": \"two\" must be a whole number from 1 to 254");
    }

    @Test
    void what_config_prints_gives_the_same_server_again() throws Exception {
        Path data = Files.createDirectories(dir.resolve("data \"quoted\""));
        Files.writeString(data.resolve("myid"), "1");
        Path cfg = file(
                "zoo.cfg",
                "dataDir=" + data + "\nserver.1=a:1:2\nserver.2=[::1]:1:2\nadmin.serverPort=8081\n"
                        + "4lw.commands.whitelist=*\nsnapCount=7\n");
        ResolvedSettings settings =
                SettingsLoader.load(cfg, Map.of(), Map.of(Settings.CLIENT_PORT, "5", Settings.PEERS_INSECURE, "true"));
        String printed = EffectiveYaml.print(settings);
        assertThat(printed)
                .contains("  port: 5  # flag: --client-port\n")
                .contains("  snapshotTxns: 7  # file: snapCount in zoo.cfg\n")
                .contains("  tickMs: 20  # default\n");
        assertThat(yaml(printed)).isEqualTo(ServerConfig.of(settings));
    }

    @ParameterizedTest
    @ValueSource(strings = {"zoo.cfg", "zookeeper.properties", "anything"})
    void zoo_cfg_is_known_by_its_first_line(String name) throws Exception {
        Path file = file(name, "\n# comment: yes\ndataDir = /tmp/z\n");
        assertThat(SettingsLoader.load(file, Map.of(), Map.of()).zooKeeperFile())
                .isTrue();
        assertThat(SettingsLoader.load(file(name, "id: 1\n"), Map.of(), Map.of())
                        .zooKeeperFile())
                .isFalse();
    }
}
