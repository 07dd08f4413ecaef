package io.latchkey.server.cli;

import picocli.CommandLine.Command;

/** {@code latchkey members}. */
@Command(
        name = "members",
        description = "Show who belongs to the cluster; the subcommands change it while it serves.",
        synopsisSubcommandLabel = "[COMMAND]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey members",
            "  latchkey members add 4=d.example:2888                 when server 4 runs already",
            "  latchkey members add 5=e.example:2888 --observer",
            "  latchkey members remove 2",
            "  latchkey members set 1=a.example:2888 3=c.example:2888 4=d.example:2888",
            "",
            "Until the cluster changes for the first time, it is what peers.servers says.",
            "",
            ExitCode.HELP
        })
public final class MembersCommand extends MembersPrinter {
    @Override
    int run() throws InterruptedException {
        print(api().get(PATH));
        return ExitCode.OK;
    }
}
