package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey members add}. */
@Command(
        name = "add",
        description = {
            "Add servers, or change address, kind or weight of some. Start a new server first, with a peers.servers that"
                    + " names it and the others: it gets a vote only when it is up to date."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey members add 4=d.example:2888",
            "  latchkey members add 4=d.example:2888 5=e.example:2888      two in one step",
            "  latchkey members add 6=f.example:2888 --observer             follows, has no vote",
            "  latchkey members add 1=a.example:2888 --weight 2",
            "",
            ExitCode.HELP
        })
public final class MembersAddCommand extends MembersPrinter {
    @Parameters(
            paramLabel = "ID=HOST:PORT",
            arity = "1..*",
            description = "Id of a server, and where it listens for the others.")
    private List<String> servers = List.of();

    @Option(names = "--observer", description = "They follow without a vote.")
    private boolean observer;

    @Option(names = "--weight", paramLabel = "N", description = "How much the vote of each counts. Default: 1.")
    private int weight = -1;

    @Option(
            names = "--clients",
            paramLabel = "[HOST:]PORT",
            description = "Where clients connect, for those who read it from the cluster; of one server.")
    private String clients = "";

    @Override
    int run() throws InterruptedException {
        if (!clients.isEmpty() && servers.size() > 1) {
            throw misused("--clients is of one server: add them one by one");
        }
        String more = (observer ? " observer" : "")
                + (weight >= 0 ? " weight=" + weight : "")
                + (clients.isEmpty() ? "" : " clients=" + clients);
        ArrayNode add = MemberOf.json(servers.stream().map(s -> s + more).toList());
        ObjectNode body = ApiClient.JSON.createObjectNode();
        body.set("add", add);
        print(change("POST", PATH, body));
        return ExitCode.OK;
    }
}
