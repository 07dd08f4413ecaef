package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code latchkey leader}. */
@Command(
        name = "leader",
        description = "Show who leads; 'transfer' hands leadership to another server.",
        synopsisSubcommandLabel = "[COMMAND]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey leader",
            "  latchkey leader transfer             to the server that lacks least",
            "  latchkey leader transfer --to 2",
            "",
            ExitCode.HELP
        })
public final class LeaderCommand extends PrintingCommand {
    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Override
    int run() throws InterruptedException {
        JsonNode answer = api.client().get("/cluster");
        if (asJson()) {
            printJson(ApiClient.JSON
                    .createObjectNode()
                    .put("leader", answer.path("leader").asInt())
                    .put("epoch", answer.path("epoch").asLong()));
        } else if (answer.path("leader").asInt(-1) < 0) {
            throw new CliFailure(ExitCode.UNAVAILABLE, "nobody leads at the moment");
        } else {
            out().println("server " + answer.path("leader").asText() + " leads, epoch "
                    + answer.path("epoch").asText());
        }
        return ExitCode.OK;
    }
}
