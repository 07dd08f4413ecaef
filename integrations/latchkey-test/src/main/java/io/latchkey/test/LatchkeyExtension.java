package io.latchkey.test;

import io.latchkey.client.ConfigClient;
import io.latchkey.client.LockClient;
import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a {@link LatchkeyServer} into tests, by {@link LatchkeyTest} or as a field:
 *
 * <pre>{@code
 * @RegisterExtension
 * static final LatchkeyExtension latchkey = LatchkeyExtension.builder().server(s -> s.servers(3)).build();
 * }</pre>
 *
 * <p>In a static field the server lives as long as the test class, in another as long as one test. Parameters of tests,
 * of methods before and after them and of constructors may be:
 *
 * <ul>
 *   <li>{@link LatchkeyServer}
 *   <li>{@link LockClient} and {@link ConfigClient}: each a client of its own, named as the parameter if the tests are
 *       compiled with {@code -parameters}, closed at the end of the test, or of the class for those that
 *       {@code @BeforeAll} or a constructor gets
 *   <li>a String with {@link ConnectString}
 * </ul>
 *
 * <p>After a test, when no other uses the server, faults that it left are undone, and servers that it stopped are
 * started. Sessions of clients that tests have opened themselves and left open are {@link Leaks}, looked for when the
 * server is closed.
 */
public final class LatchkeyExtension
        implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback, AfterEachCallback, ParameterResolver {
    private static final Logger log = LoggerFactory.getLogger(LatchkeyExtension.class);

    /** Other extensions of this kind in the same class have servers of their own. */
    private final Namespace namespace = Namespace.create(LatchkeyExtension.class, this);

    private final @Nullable ExtensionOptions given;
    private final Set<LatchkeyServer> servers = ConcurrentHashMap.newKeySet();

    /** For {@link LatchkeyTest}, whose values it follows. */
    public LatchkeyExtension() {
        this(null);
    }

    private LatchkeyExtension(@Nullable ExtensionOptions given) {
        this.given = given;
    }

    /** For a field. */
    public static Builder builder() {
        return new Builder();
    }

    /** How an extension is to be. One thread. */
    public static final class Builder {
        private LatchkeyServerBuilder server = LatchkeyServer.builder();
        private boolean perMethod;
        private Leaks leaks = Leaks.REPORT;

        private Builder() {}

        /** How the server is to be. */
        public Builder server(UnaryOperator<LatchkeyServerBuilder> more) {
            server = more.apply(server);
            return this;
        }

        /** Each test has a server of its own, also if the field is static. */
        public Builder perMethod() {
            this.perMethod = true;
            return this;
        }

        /** What to do about clients that were left open; {@link Leaks#REPORT} if nothing is said. */
        public Builder leaks(Leaks what) {
            this.leaks = what;
            return this;
        }

        /** @throws IllegalArgumentException if what was said of the server is out of range, or contradicts itself */
        public LatchkeyExtension build() {
            return new LatchkeyExtension(new ExtensionOptions(server.setup(), perMethod, leaks));
        }
    }

    /**
     * The server of the test that runs.
     *
     * @throws IllegalStateException if there is none, or several tests at once have one each
     */
    public LatchkeyServer server() {
        List<LatchkeyServer> running = List.copyOf(servers);
        if (running.size() == 1) {
            return running.get(0);
        }
        throw new IllegalStateException(
                running.isEmpty()
                        ? "there is no server: it lives from before the first test, or before each, until after it"
                        : "there is a server for each of " + running.size()
                                + " tests that run at once: take it as a parameter of the test");
    }

    private ExtensionOptions options(ExtensionContext context) {
        return given == null ? ExtensionOptions.of(context) : given;
    }

    // ---- begin and end

    @Override
    public void beforeAll(ExtensionContext context) {
        boolean own = !options(context).perMethod() && serverScope(context) == null;
        open(context, own);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        Scope around = serverScope(context);
        open(context, around == null);
        if (around != null) {
            around.enter();
        }
    }

    private void open(ExtensionContext context, boolean withServer) {
        LatchkeyServer server =
                withServer ? LatchkeyServer.start(options(context).setup()) : null;
        Scope scope = new Scope(server);
        store(context).put(context.getUniqueId(), scope);
        if (server != null) {
            servers.add(server);
            store(context).put(Scope.class, scope);
        }
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (store(context).get(context.getUniqueId(), Scope.class) == null) {
            return; // something before it failed, so it has not begun
        }
        try {
            close(context);
        } finally {
            Scope around = serverScope(context);
            if (around != null) {
                around.leave();
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        close(context);
    }

    private void close(ExtensionContext context) {
        Scope scope = store(context).remove(context.getUniqueId(), Scope.class);
        if (scope == null) {
            return; // as above
        }
        LatchkeyServer server = scope.own();
        if (server == null) {
            scope.closeClients();
            return;
        }
        store(context).remove(Scope.class);
        try (server) {
            server.restore(); // clients that close wait for an answer
            scope.closeClients();
            judge(server, context);
        } finally {
            servers.remove(server);
        }
    }

    private void judge(LatchkeyServer server, ExtensionContext context) {
        Leaks what = options(context).leaks();
        List<String> open = what == Leaks.IGNORE ? List.of() : server.openSessions();
        if (open.isEmpty()) {
            return;
        }
        String text =
                "clients are still open at the end of " + context.getDisplayName() + ": " + String.join("; ", open);
        if (what == Leaks.FAIL) {
            throw new AssertionError(text);
        }
        log.warn("{}", text);
        context.publishReportEntry("latchkey.leaks", text);
    }

    private ExtensionContext.Store store(ExtensionContext context) {
        return context.getStore(namespace);
    }

    /** The nearest one that has a server. */
    private @Nullable Scope serverScope(ExtensionContext context) {
        return store(context).get(Scope.class, Scope.class);
    }

    // ---- parameters

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == LatchkeyServer.class
                || type == LockClient.class
                || type == ConfigClient.class
                || (type == String.class && parameter.isAnnotated(ConnectString.class));
    }

    @Override
    public Object resolveParameter(ParameterContext context, ExtensionContext extension) {
        Parameter parameter = context.getParameter();
        Scope around = serverScope(extension);
        LatchkeyServer server = around == null ? null : around.own();
        Scope scope = store(extension).get(extension.getUniqueId(), Scope.class);
        if (server == null || scope == null) {
            throw new ParameterResolutionException("there is no server yet for parameter '" + parameter.getName()
                    + "' of " + context.getDeclaringExecutable() + ": each test has one of its own, so only methods"
                    + " of a test, @BeforeEach and @AfterEach can get it");
        }
        Class<?> type = parameter.getType();
        if (type == LatchkeyServer.class) {
            return server;
        } else if (type == String.class) {
            return server.connectString(context.findAnnotation(ConnectString.class)
                    .map(ConnectString::value)
                    .orElse(LatchkeyServer.SHARED_LINE));
        }
        Object client = type == LockClient.class
                ? server.lockClient(parameter.getName())
                : server.configClient(parameter.getName());
        scope.add(() -> server.closeClient(client));
        return client;
    }
}
