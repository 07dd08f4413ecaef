package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey rollback}. */
@Command(
        name = "rollback",
        description = "Give a key the value of an earlier version again, as a new version.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey rollback orders/pool.max 3 -m 'too many connections'",
            "  latchkey rollback orders/pool.max 3 --if-version 5   unless somebody was faster",
            "",
            ExitCode.HELP
        })
public final class RollbackCommand extends PrintingCommand {
    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Mixin
    private final Signature signature = new Signature();

    @Parameters(index = "0", paramLabel = "KEY", description = "NAMESPACE/KEY")
    private String key = "";

    @Parameters(index = "1", paramLabel = "VERSION", description = "The version to go back to; see 'latchkey history'.")
    private long version;

    @Override
    int run() throws InterruptedException {
        KeyName name = KeyName.parse(key);
        ApiClient client = api.client();
        @Nullable Long expected = signature.ifVersion();
        Map<String, String> headers =
                new TreeMap<>(Signature.conditions(expected != null ? expected : current(client, name)));
        headers.put("Content-Type", "application/json");
        ObjectNode body = ApiClient.JSON.createObjectNode();
        body.put("version", version);
        body.put("author", signature.author());
        body.put("comment", signature.comment());
        JsonNode answer = client.send(
                "POST", name.in("rollback"), headers, body.toString().getBytes(StandardCharsets.UTF_8));
        if (asJson()) {
            printJson(answer);
        } else {
            out().println(name + " version " + answer.path("version").asText() + ", the value of version " + version);
        }
        return ExitCode.OK;
    }

    /** What the key is now: whoever changes it in between is not overrun. 0 when it is deleted. */
    private static long current(ApiClient client, KeyName name) throws InterruptedException {
        try {
            return client.get(name.in("keys")).path("version").asLong();
        } catch (CliFailure e) {
            if (e.exitCode() == ExitCode.NOT_FOUND) {
                return 0;
            }
            throw e;
        }
    }
}
