package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine.Mixin;

/** What the commands share that are about members: where they ask, and how they show the answer. */
abstract class MembersPrinter extends PrintingCommand {
    static final String PATH = "/cluster/members";

    @Mixin
    private final ApiOptions api = new ApiOptions();

    final ApiClient api() {
        return api.client();
    }

    /** Sends a change; the answer comes when it is done. */
    final JsonNode change(String method, String path, ObjectNode body) throws InterruptedException {
        return api().send(
                        method,
                        path,
                        Map.of("Content-Type", "application/json"),
                        body.toString().getBytes(StandardCharsets.UTF_8));
    }

    final void print(JsonNode answer) {
        if (asJson()) {
            printJson(answer);
            return;
        }
        Table table = new Table("SERVER", "KIND", "WEIGHT", "ROLE", "STATE", "ACKNOWLEDGED", "ADDRESS", "CLIENTS");
        for (JsonNode member : answer.path("members")) {
            table.row(
                    member.path("serverId").asText(),
                    kind(member),
                    member.path("weight").asText(),
                    StatusCommand.role(member),
                    member.path("state").asText(),
                    Table.zxid(member.path("ackedZxid")),
                    member.path("address").asText(""),
                    member.path("clients").asText(""));
        }
        table.print(out());
        if (answer.path("changing").asBoolean()) {
            out().println("a change is under way");
        }
    }

    private static String kind(JsonNode member) {
        return switch (member.path("kind").asText()) {
            case "VOTER" -> "voter";
            case "OBSERVER" -> "observer";
            default -> "no member";
        };
    }
}
