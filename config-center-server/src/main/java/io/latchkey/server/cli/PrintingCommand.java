package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Option;

/** A command whose result can be printed for people or for programs. */
abstract class PrintingCommand extends ClientCommand {
    /** How results are printed. */
    enum Output {
        /** For people. */
        table,
        /** For programs. */
        json
    }

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            defaultValue = "table",
            description = "How to print: ${COMPLETION-CANDIDATES}. Default: $$LATCHKEY_OUTPUT, else ${DEFAULT-VALUE}.")
    private Output output = Output.table;

    final boolean asJson() {
        return output == Output.json;
    }

    final void printJson(JsonNode value) {
        out().println(value.toPrettyString());
    }

    /** Text that ends its line, whatever it is. */
    final void printText(String text) {
        out().print(text);
        if (!text.endsWith("\n")) {
            out().println();
        }
    }
}
