package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey ls}. */
@Command(
        name = "ls",
        description = "List namespaces, or the keys of one.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey ls               all namespaces",
            "  latchkey ls orders        all keys of a namespace",
            "  latchkey ls orders/db/    those that begin so",
            "  latchkey ls orders -o json | jq -r '.keys[].key'",
            "",
            ExitCode.HELP
        })
public final class LsCommand extends PrintingCommand {
    private static final int PAGE = 1_000;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "NAMESPACE[/PREFIX]",
            description = "Whose keys. Default: the namespaces themselves.")
    private String prefix = "";

    @Override
    int run() throws InterruptedException {
        ApiClient client = api.client();
        if (prefix.isEmpty()) {
            namespaces(client);
        } else {
            keys(client, KeyName.parsePrefix(prefix));
        }
        return ExitCode.OK;
    }

    private void namespaces(ApiClient client) throws InterruptedException {
        JsonNode answer = client.get("/namespaces");
        if (asJson()) {
            printJson(answer);
            return;
        }
        for (JsonNode namespace : answer.path("namespaces")) {
            out().println(Table.printable(namespace.path("name").asText()));
        }
    }

    private void keys(ApiClient client, KeyName wanted) throws InterruptedException {
        ArrayNode found = ApiClient.JSON.createArrayNode();
        String after = "";
        do {
            String page = after.isEmpty() ? "" : "&after=" + KeyName.encode(after);
            JsonNode answer = client.get(wanted.ofNamespace() + "/keys?limit=" + PAGE + page);
            for (JsonNode key : answer.path("keys")) {
                if (key.path("key").asText().startsWith(wanted.key())) {
                    found.add(key);
                }
            }
            after = answer.path("next").asText("");
        } while (!after.isEmpty() && !after.equals("null"));
        if (asJson()) {
            ObjectNode all = ApiClient.JSON.createObjectNode();
            all.set("keys", found);
            printJson(all);
        } else if (!found.isEmpty()) {
            Table table = new Table("KEY", "VERSION", "CHANGED");
            found.forEach(key -> table.row(
                    wanted.namespace() + "/" + key.path("key").asText(),
                    key.path("version").asText(),
                    Table.time(key.path("timeMs"))));
            table.print(out());
        }
    }
}
