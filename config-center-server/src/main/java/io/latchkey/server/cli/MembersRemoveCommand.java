package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey members remove}. */
@Command(
        name = "remove",
        description = {
            "Remove servers. When the command ends they count no more and may be switched off. The leader may be among"
                    + " them: it hands over first."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey members remove 2",
            "  latchkey members remove 4 5 --api a.example:8080      ask a server that stays",
            "",
            ExitCode.HELP
        })
public final class MembersRemoveCommand extends MembersPrinter {
    @Parameters(paramLabel = "ID", arity = "1..*", description = "Id of a server.")
    private List<Integer> ids = List.of();

    @Override
    int run() throws InterruptedException {
        ObjectNode body = ApiClient.JSON.createObjectNode();
        ArrayNode remove = body.putArray("remove");
        ids.forEach(remove::add);
        print(change("POST", PATH, body));
        return ExitCode.OK;
    }
}
