package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code latchkey rm}. */
@Command(
        name = "rm",
        description = "Delete a key; its history stays and 'latchkey rollback' brings it back.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey rm orders/pool.max -m 'no longer read'",
            "  latchkey rm orders/pool.max --if-version 3",
            "",
            ExitCode.HELP
        })
public final class RmCommand extends PrintingCommand {
    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Mixin
    private final Signature signature = new Signature();

    @Parameters(paramLabel = "KEY", description = "NAMESPACE/KEY")
    private String key = "";

    @Override
    int run() throws InterruptedException {
        KeyName name = KeyName.parse(key);
        JsonNode answer = api.client().send("DELETE", name.in("keys"), signature.headers(), null);
        if (asJson()) {
            printJson(answer);
        } else {
            out().println(name + " deleted");
        }
        return ExitCode.OK;
    }
}
