package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey history}. */
@Command(
        name = "history",
        description = "List the versions of a key, print one, or compare two.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey history orders/pool.max              who, when, why",
            "  latchkey history orders/app.yaml --version 3  the value it had",
            "  latchkey history orders/app.yaml --diff 3 5   what changed between two",
            "",
            ExitCode.HELP
        })
public final class HistoryCommand extends PrintingCommand {
    private static final int CONTEXT_LINES = 3;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "KEY", description = "NAMESPACE/KEY")
    private String key = "";

    @Option(names = "--version", paramLabel = "N", description = "Print the value of this version.")
    private @Nullable Long version;

    @Option(names = "--diff", arity = "2", paramLabel = "N", description = "Compare two versions.")
    private List<Long> compared = List.of();

    @Override
    int run() throws InterruptedException {
        KeyName name = KeyName.parse(key);
        if (version != null && !compared.isEmpty()) {
            throw misused("give --version or --diff, not both");
        }
        ApiClient client = api.client();
        if (version != null) {
            show(revision(client, name, version));
        } else if (!compared.isEmpty()) {
            diff(name, revision(client, name, compared.get(0)), revision(client, name, compared.get(1)));
        } else {
            list(client.get(name.in("history")));
        }
        return ExitCode.OK;
    }

    private static JsonNode revision(ApiClient client, KeyName name, long version) throws InterruptedException {
        return client.get(name.in("history") + "?version=" + version);
    }

    private void list(JsonNode answer) {
        if (asJson()) {
            printJson(answer);
            return;
        }
        Table table = new Table("VERSION", "KIND", "WHEN", "AUTHOR", "COMMENT");
        for (JsonNode revision : answer.path("revisions")) {
            table.row(
                    revision.path("version").asText(),
                    revision.path("kind").asText(),
                    Table.time(revision.path("timeMs")),
                    revision.path("author").asText(""),
                    revision.path("comment").asText(""));
        }
        table.print(out());
    }

    private void show(JsonNode revision) {
        if (asJson()) {
            printJson(revision);
            return;
        }
        printText(Values.text(revision, key));
    }

    private void diff(KeyName name, JsonNode before, JsonNode after) {
        List<String> old = Values.text(before, key).lines().toList();
        List<String> now = Values.text(after, key).lines().toList();
        UnifiedDiffUtils.generateUnifiedDiff(
                        label(name, before), label(name, after), old, DiffUtils.diff(old, now), CONTEXT_LINES)
                .forEach(out()::println);
    }

    private static String label(KeyName name, JsonNode revision) {
        return name + " version " + revision.path("version").asText();
    }
}
