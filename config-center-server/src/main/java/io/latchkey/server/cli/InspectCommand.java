package io.latchkey.server.cli;

import picocli.CommandLine.Command;

/** {@code latchkey inspect}. */
@Command(
        name = "inspect",
        description = {
            "Look at the journal and the snapshots of a server offline: what is there, whether it is sound, where two"
                    + " servers part, what a transaction did.",
            "Reads only, and takes no lock: also what was set aside (damaged-<n>), a copy, or the directory of a server"
                    + " that runs, of which it may see the latest writes in part."
        },
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey inspect list /var/lib/latchkey",
            "  latchkey inspect verify /var/lib/latchkey/damaged-1",
            "  latchkey inspect diff node-1/data node-2/data",
            "  latchkey inspect show 3:1042 /var/lib/latchkey",
            "",
            "Exit codes: 0 done, sound or equal; 1 not so, or nothing to read; 2 wrong usage; 3 no such transaction."
        })
public final class InspectCommand extends ClientCommand {
    @Override
    int run() {
        throw misused("say what to do: list, verify, diff or show");
    }
}
