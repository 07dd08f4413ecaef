package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey members set}. */
@Command(
        name = "set",
        description = {
            "Make these the members, in one step: those that are missing are removed, new ones added. New voters must"
                    + " run and be up to date."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey members set 1=a.example:2888 2=b.example:2888 4=d.example:2888",
            "  latchkey members set 1=a.example:2888 2=b.example:2888 3=c.example:2888 \"4=d.example:2888 observer\"",
            "",
            ExitCode.HELP
        })
public final class MembersSetCommand extends MembersPrinter {
    @Parameters(
            paramLabel = "ID=HOST:PORT",
            arity = "1..*",
            description = "All servers, each written as in peers.servers: observer, weight=N, clients=[HOST:]PORT may"
                    + " follow after spaces.")
    private List<String> servers = List.of();

    @Override
    int run() throws InterruptedException {
        ObjectNode body = ApiClient.JSON.createObjectNode();
        body.set("members", MemberOf.json(servers));
        print(change("PUT", PATH, body));
        return ExitCode.OK;
    }
}
