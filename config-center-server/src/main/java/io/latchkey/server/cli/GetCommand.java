package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey get}. */
@Command(
        name = "get",
        description = "Print the value of a key.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey get orders/pool.max",
            "  latchkey get orders/pool.max -o json     with version, author, time and comment",
            "  latchkey get tls/key.p12 --file key.p12  any bytes, exactly as they are",
            "",
            ExitCode.HELP
        })
public final class GetCommand extends PrintingCommand {
    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Parameters(paramLabel = "KEY", description = "NAMESPACE/KEY")
    private String key = "";

    @Option(
            names = {"-n", "--no-newline"},
            description = "Add no line end to the value.")
    private boolean exact;

    @Option(names = "--file", paramLabel = "FILE", description = "Write the value to a file instead.")
    private @Nullable Path file;

    @Override
    int run() throws InterruptedException {
        KeyName name = KeyName.parse(key);
        JsonNode answer = api.client().get(name.in("keys"));
        if (file != null) {
            Values.save(answer, file);
        } else if (asJson()) {
            printJson(answer);
        } else if (exact) {
            out().print(Values.text(answer, key));
        } else {
            printText(Values.text(answer, key));
        }
        return ExitCode.OK;
    }
}
