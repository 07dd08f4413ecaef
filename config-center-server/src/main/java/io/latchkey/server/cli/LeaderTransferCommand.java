package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code latchkey leader transfer}. */
@Command(
        name = "transfer",
        description = {
            "Hand leadership to another server that has a vote and is up to date, and wait until it serves. No election"
                    + " is needed and no request fails."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey leader transfer             to the server that lacks least",
            "  latchkey leader transfer --to 2",
            "",
            ExitCode.HELP
        })
public final class LeaderTransferCommand extends PrintingCommand {
    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Option(names = "--to", paramLabel = "ID", description = "Id of the server that is to lead.")
    private @Nullable Integer to;

    @Override
    int run() throws InterruptedException {
        ObjectNode body = ApiClient.JSON.createObjectNode();
        if (to != null) {
            body.put("serverId", to);
        }
        JsonNode answer = api.client()
                .send(
                        "POST",
                        "/cluster/leader",
                        Map.of("Content-Type", "application/json"),
                        body.toString().getBytes(StandardCharsets.UTF_8));
        if (asJson()) {
            printJson(answer);
        } else {
            out().println("server " + answer.path("leader").asText() + " leads, epoch "
                    + answer.path("epoch").asText());
        }
        return ExitCode.OK;
    }
}
