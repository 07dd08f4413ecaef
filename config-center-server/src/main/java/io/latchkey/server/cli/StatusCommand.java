package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code latchkey status}. */
@Command(
        name = "status",
        description = "Show who leads and how each node is doing.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey status",
            "  latchkey status --api localhost:8080,localhost:8081,localhost:8082   ask each of them",
            "",
            "Exit codes: 0 all nodes that were asked serve, 2 wrong usage, 5 at least one does not."
        })
public final class StatusCommand extends PrintingCommand {
    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Override
    int run() throws InterruptedException {
        List<URI> nodes = api.nodes();
        ArrayNode answers = ApiClient.JSON.createArrayNode();
        boolean allServe = true;
        for (URI node : nodes) {
            ObjectNode answer = ask(node);
            answers.add(answer);
            allServe &= answer.path("serving").asBoolean();
        }
        if (asJson()) {
            printJson(answers);
        } else {
            print(answers);
        }
        return allServe ? ExitCode.OK : ExitCode.UNAVAILABLE;
    }

    private ObjectNode ask(URI node) throws InterruptedException {
        ObjectNode answer = ApiClient.JSON.createObjectNode();
        answer.put("api", node.toString());
        try {
            if (new ApiClient(List.of(node)).get("/cluster") instanceof ObjectNode status) {
                answer.setAll(status);
            }
        } catch (CliFailure e) {
            String trouble = String.valueOf(e.getMessage());
            say(trouble);
            answer.put("error", trouble);
        }
        return answer;
    }

    private void print(ArrayNode answers) {
        Table nodes =
                new Table("NODE", "API", "ROLE", "SERVING", "EPOCH", "COMMITTED", "SESSIONS", "ZNODES", "PENDING");
        for (JsonNode a : answers) {
            nodes.row(
                    a.path("serverId").asText(),
                    a.path("api").asText(),
                    a.has("error") ? "unreachable" : role(a),
                    serving(a),
                    a.path("epoch").asText(),
                    Table.zxid(a.path("committedZxid")),
                    a.path("sessions").asText(),
                    a.path("nodes").asText(),
                    a.path("pending").asText());
        }
        nodes.print(out());
        JsonNode teller = teller(answers);
        if (!teller.path("servers").isEmpty()) {
            out().println();
            printEnsemble(teller);
        }
    }

    private static String serving(JsonNode node) {
        if (!node.path("serving").asBoolean()) {
            return "NO";
        }
        return node.path("readOnly").asBoolean() ? "READ-ONLY, disk nearly full" : "yes";
    }

    /** Who is asked about the ensemble: the leader, who alone hears of all; else the first that knows any. */
    private static JsonNode teller(ArrayNode answers) {
        JsonNode teller = answers.path(0);
        for (JsonNode answer : answers) {
            if (answer.path("role").asText().equals("LEADING")) {
                return answer;
            }
            if (teller.path("servers").isEmpty()) {
                teller = answer;
            }
        }
        return teller;
    }

    private void printEnsemble(JsonNode answer) {
        Table servers = new Table("SERVER", "ROLE", "STATE", "ACKNOWLEDGED");
        for (JsonNode server : answer.path("servers")) {
            servers.row(
                    server.path("serverId").asText(),
                    role(server),
                    server.path("state").asText(),
                    Table.zxid(server.path("ackedZxid")));
        }
        servers.print(out());
    }

    static String role(JsonNode server) {
        return switch (server.path("role").asText()) {
            case "LEADING" -> "leader";
            case "FOLLOWING" -> server.path("kind").asText().equals("OBSERVER") ? "observer" : "follower";
            case "LOOKING" -> "looking for a leader";
            default -> "unknown";
        };
    }
}
