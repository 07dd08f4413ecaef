package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latchkey.server.cli.EventParser.Event;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey watch}. */
@Command(
        name = "watch",
        description = "Print changes as they happen, until Ctrl-C; a broken connection is made again and misses none.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey watch orders",
            "  latchkey watch orders/db/          keys that begin so",
            "  latchkey watch orders/pool.max --count 1 && systemctl reload orders",
            "  latchkey watch orders -o json      one JSON object a line; its id goes into --after",
            "",
            ExitCode.HELP
        })
public final class WatchCommand extends PrintingCommand {
    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "NAMESPACE[/PREFIX]", description = "Whose changes.")
    private String prefix = "";

    @Option(names = "--count", paramLabel = "N", description = "End after so many changes.")
    private long count = Long.MAX_VALUE;

    @Option(names = "--after", paramLabel = "ID", description = "Begin behind the event with this id, not with now.")
    private String after = "";

    @Override
    int run() throws InterruptedException {
        KeyName wanted = KeyName.parsePrefix(prefix);
        if (count < 1) {
            throw misused("--count " + count + " is not positive");
        }
        ChangeStream stream = new ChangeStream(api.client(), wanted.ofNamespace() + "/events", this::say);
        stream.resumeBehind(after);
        stream.follow(event -> take(wanted, event));
        return ExitCode.OK;
    }

    private boolean take(KeyName wanted, Event event) {
        if (event.type().equals("resync")) {
            say("changes may have been missed: list the keys again");
            return true;
        }
        JsonNode content = ChangeStream.content(event);
        if (!content.path("key").asText().startsWith(wanted.key())) {
            return true;
        }
        print(wanted.namespace(), event, content);
        out().flush();
        return --count > 0;
    }

    private void print(String namespace, Event event, JsonNode content) {
        if (asJson()) {
            ObjectNode line = ApiClient.JSON.createObjectNode();
            line.put("id", event.id());
            line.put("type", event.type());
            if (content instanceof ObjectNode fields) {
                line.setAll(fields);
            }
            out().println(line);
            return;
        }
        String comment = content.path("comment").asText("");
        String version = event.type().equals("delete")
                ? ""
                : " version " + content.path("version").asText();
        String text = Table.time(content.path("timeMs")) + " " + event.type() + " " + namespace + "/"
                + content.path("key").asText() + version + " "
                + content.path("author").asText("")
                + (comment.isEmpty() ? "" : " \"" + comment + "\"");
        out().println(Table.printable(text).strip());
    }
}
