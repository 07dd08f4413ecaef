package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of {@code latchkey locks} that take a lock away from its holder. */
final class ForcedReleaseRequest {
    @Option(
            names = "--force-release",
            description = "Take the lock away from its holder, who is told that it is lost. Wants a --reason.")
    private boolean wanted;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with who did it. 1 to 500 characters.")
    private String reason = "";

    @Option(
            names = "--token",
            paramLabel = "N",
            description = "Which place is taken away: of several readers, or of those who wait.")
    private @Nullable String token;

    @Option(
            names = "--author",
            paramLabel = "NAME",
            description = "Who does it. Default: $$LATCHKEY_AUTHOR, else your user name.")
    private String author = "";

    @Option(
            names = {"-y", "--yes"},
            description = "Do not ask.")
    private boolean confirmed;

    boolean wanted() {
        return wanted;
    }

    /** What is wrong with these options; null if nothing is. */
    @Nullable
    String problem(@Nullable String name, boolean watch) {
        if (!wanted) {
            return reason.isEmpty() && token == null && !confirmed
                    ? null
                    : "--reason, --token and --yes belong to --force-release";
        } else if (name == null) {
            return "--force-release wants the NAME of a lock";
        } else if (watch) {
            return "give --force-release or --watch, not both";
        }
        return reason.isBlank() ? "--force-release wants a --reason: it is kept with who did it" : null;
    }

    /** The place in an answer of the API that is meant. */
    JsonNode choose(JsonNode lock, String name) {
        String wantedToken = token;
        if (wantedToken == null) {
            if (lock.path("held").asInt() > 1) {
                throw new CliFailure(
                        ExitCode.USAGE,
                        name + " is held by several readers: say which by --token (latchkey locks NAME)");
            }
            return lock.path("holders").path(0);
        }
        for (String side : new String[] {"holders", "queue"}) {
            for (JsonNode place : lock.path(side)) {
                if (place.path("token").asText().equals(wantedToken)) {
                    return place;
                }
            }
        }
        throw new CliFailure(ExitCode.NOT_FOUND, "nobody has token " + wantedToken + " in the queue of " + name);
    }

    /** Asks whoever sits there. */
    boolean confirmedBy(InputStream stdin, Runnable ask) {
        if (confirmed) {
            return true;
        }
        ask.run();
        try {
            String answer = new BufferedReader(new InputStreamReader(stdin, StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().equals("yes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode send(ApiClient client, JsonNode lock, JsonNode place) throws InterruptedException {
        ObjectNode body = ApiClient.JSON.createObjectNode();
        body.put("path", lock.path("path").asText());
        body.put("entry", place.path("entry").asText());
        body.put("token", place.path("token").asText());
        body.put("reason", reason);
        Map<String, String> headers = new HashMap<>(Map.of("Content-Type", "application/json"));
        if (!author.isEmpty()) {
            headers.put("Latchkey-Author", KeyName.encode(author));
        }
        return client.send(
                "POST", "/locks/forced-releases", headers, body.toString().getBytes(StandardCharsets.UTF_8));
    }
}
