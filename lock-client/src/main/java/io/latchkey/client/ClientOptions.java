package io.latchkey.client;

import io.latchkey.client.session.ConnectString;
import io.latchkey.client.session.MonotonicClock;
import io.latchkey.client.session.NetworkLoop;
import io.latchkey.client.session.NodePath;
import java.time.Duration;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How a client connects and behaves. Made with {@link #builder}.
 *
 * @param servers        where the servers are
 * @param sessionTimeout how long the servers keep a silent client's locks; they may grant another time. Default 10 s.
 * @param connectTimeout how long {@code connect} waits for the first session. Default 10 s.
 * @param requestTimeout how long a request waits for a connection. Default 10 s.
 * @param lockRoot       the node under which locks live. Default {@code /locks}.
 * @param electionRoot   the node under which elections live. Default {@code /elections}.
 * @param configRoot     the node under which configuration lives. Default {@code /config}.
 * @param stockProtocol  whether to speak ZooKeeper's protocol only, also to servers that know more. Default false.
 * @param owner          what others see of this client as a holder; null for {@code pid@host}
 * @param executor       runs user callbacks and completes futures; null for two daemon threads named
 *                       {@code latchkey-callback-N} that exist only while there is work
 * @param loop           the event loop to live on; null for one of the client's own
 * @param clock          the source of time; only tests give another than the machine's
 */
public record ClientOptions(
        ConnectString servers,
        Duration sessionTimeout,
        Duration connectTimeout,
        Duration requestTimeout,
        String lockRoot,
        String electionRoot,
        String configRoot,
        boolean stockProtocol,
        @Nullable String owner,
        @Nullable Executor executor,
        @Nullable NetworkLoop loop,
        MonotonicClock clock) {

    /**
     * Begins with the defaults.
     *
     * @param connectString {@code host:port[,host:port...][/chroot]}
     * @throws IllegalArgumentException when it is wrong
     */
    public static Builder builder(String connectString) {
        return new Builder(ConnectString.parse(connectString));
    }

    /** Collects the options. */
    public static final class Builder {
        private static final Duration TEN_SECONDS = Duration.ofSeconds(10);
        private static final Duration SESSION_MIN = Duration.ofMillis(100);
        private static final Duration SESSION_MAX = Duration.ofHours(1);

        private final ConnectString servers;
        private Duration sessionTimeout = TEN_SECONDS;
        private Duration connectTimeout = TEN_SECONDS;
        private Duration requestTimeout = TEN_SECONDS;
        private String lockRoot = "/locks";
        private String electionRoot = "/elections";
        private String configRoot = "/config";
        private boolean stockProtocol;
        private @Nullable String owner;
        private @Nullable Executor executor;
        private @Nullable NetworkLoop loop;
        private MonotonicClock clock = MonotonicClock.system();

        private Builder(ConnectString servers) {
            this.servers = servers;
        }

        /** How long the servers keep a silent client's locks: 100 ms to 1 h, within what the servers allow. */
        public Builder sessionTimeout(Duration timeout) {
            if (timeout.compareTo(SESSION_MIN) < 0 || timeout.compareTo(SESSION_MAX) > 0) {
                throw new IllegalArgumentException("session timeout " + timeout + " is not in 100 ms to 1 h");
            }
            this.sessionTimeout = timeout;
            return this;
        }

        /** How long {@code connect} waits for the first session. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = positive(timeout);
            return this;
        }

        /** How long a request waits for a connection. */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = positive(timeout);
            return this;
        }

        /** The node under which locks live. */
        public Builder lockRoot(String path) {
            this.lockRoot = NodePath.check(path);
            return this;
        }

        /** The node under which elections live. */
        public Builder electionRoot(String path) {
            this.electionRoot = NodePath.check(path);
            return this;
        }

        /** The node under which configuration lives. */
        public Builder configRoot(String path) {
            this.configRoot = NodePath.check(path);
            return this;
        }

        /**
         * Speaks ZooKeeper's protocol only. Locks cost more requests then; it is of use where something between client and
         * server takes offence at what it does not know.
         */
        public Builder stockProtocol(boolean only) {
            this.stockProtocol = only;
            return this;
        }

        /** What others see of this client as a holder. */
        public Builder owner(String text) {
            this.owner = text;
            return this;
        }

        /** Runs user callbacks and completes futures. It should not refuse work; the client does not shut it down. */
        public Builder executor(Executor executor) {
            this.executor = executor;
            return this;
        }

        /** The event loop to live on. */
        public Builder loop(NetworkLoop loop) {
            this.loop = loop;
            return this;
        }

        /** The source of time, for tests. */
        public Builder clock(MonotonicClock clock) {
            this.clock = clock;
            return this;
        }

        /** The options. */
        public ClientOptions build() {
            return new ClientOptions(
                    servers,
                    sessionTimeout,
                    connectTimeout,
                    requestTimeout,
                    lockRoot,
                    electionRoot,
                    configRoot,
                    stockProtocol,
                    owner,
                    executor,
                    loop,
                    clock);
        }

        private static Duration positive(Duration timeout) {
            if (timeout.isNegative() || timeout.isZero()) {
                throw new IllegalArgumentException("timeout " + timeout + " is not positive");
            }
            return timeout;
        }
    }
}
