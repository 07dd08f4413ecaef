package io.latchkey.test;

import io.latchkey.client.ClientOptions;
import io.latchkey.client.ConfigClient;
import io.latchkey.client.ConnectionState;
import io.latchkey.client.LockClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The clients that a server has made, each with a line and a clock of its own. Any thread. */
final class Fleet {
    private final Function<String, Line> lines;
    private final Setup setup;
    /** By the client, whose equality is identity. */
    private final Map<Object, Member> members = new ConcurrentHashMap<>();

    /** A client, as far as both kinds are alike. */
    record Member(String name, Line line, SkippingClock clock, Supplier<ConnectionState> state, AutoCloseable client) {}

    /** @param lines opens one, by a name */
    Fleet(Function<String, Line> lines, Setup setup) {
        this.lines = lines;
        this.setup = setup;
    }

    LockClient lockClient(String name, UnaryOperator<ClientOptions.Builder> more) {
        return make(name, more, LockClient::connect, LockClient::state);
    }

    ConfigClient configClient(String name, UnaryOperator<ClientOptions.Builder> more) {
        return make(name, more, ConfigClient::connect, ConfigClient::state);
    }

    private <C extends AutoCloseable> C make(
            String name,
            UnaryOperator<ClientOptions.Builder> more,
            Function<ClientOptions, C> connect,
            Function<C, ConnectionState> state) {
        Line line = lines.apply(name);
        SkippingClock clock = new SkippingClock();
        ClientOptions.Builder options = ClientOptions.builder(line.connectString())
                .sessionTimeout(setup.clientTimeout())
                .owner(name);
        C client;
        try {
            client = connect.apply(more.apply(options).clock(clock).build());
        } catch (RuntimeException e) {
            line.close();
            throw e;
        }
        members.put(client, new Member(name, line, clock, () -> state.apply(client), client));
        return client;
    }

    /** Null if it is none of this fleet. */
    @Nullable
    Member find(Object client) {
        return members.get(client);
    }

    /** Closes one and its line; no effect if it is none of this fleet, or closed. */
    void close(Object client) {
        Member member = members.remove(client);
        if (member != null) {
            close(member);
        }
    }

    private static void close(Member member) {
        try {
            member.client().close();
        } catch (Exception e) {
            throw new IllegalStateException("client " + member.name() + " does not close: " + e.getMessage(), e);
        } finally {
            member.line().close();
        }
    }

    /** Closes all; the first that does not close is told at the end. */
    void closeAll() {
        @Nullable RuntimeException first = null;
        for (Object client : List.copyOf(members.keySet())) {
            try {
                close(client);
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
