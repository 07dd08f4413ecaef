package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latchkey.server.inspect.Verification;
import io.latchkey.zab.tree.DataTree;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code latchkey inspect verify}. */
@Command(
        name = "verify",
        description = "Check all checksums and digests, and that snapshots and journal lead to the same tree.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey inspect verify /var/lib/latchkey",
            "  latchkey inspect verify backup/data && echo sound",
            "",
            "Exit codes: 0 all is sound, 1 something is not, 2 wrong usage."
        })
public final class InspectVerifyCommand extends InspectingCommand {
    @Parameters(paramLabel = "DIR", description = "Data directory of a server, or a damaged-<n> in it.")
    private Path directory = Path.of("");

    @Override
    int inspect() throws IOException {
        Verification found = Verification.of(read(directory));
        boolean sound = found.problems().isEmpty();
        DataTree tree = found.tree();
        if (asJson()) {
            ObjectNode json = json().put("sound", sound).put("replayed", found.replayed());
            found.problems().forEach(json.putArray("problems")::add);
            if (tree != null) {
                json.put("zxid", zxid(tree.zxid())).put("digest", Long.toHexString(tree.digest()));
            }
            printJson(json);
        } else {
            found.problems().forEach(problem -> out().println(Table.printable(problem)));
            out().println((sound ? "sound: " : "NOT SOUND: ") + found.replayed() + " transactions replayed"
                    + (tree == null
                            ? ", and no tree to begin with"
                            : ", up to " + (tree.zxid() == 0 ? "an empty tree" : zxid(tree.zxid())) + ", "
                                    + tree.nodeCount() + " znodes, digest " + Long.toHexString(tree.digest())));
        }
        return sound ? ExitCode.OK : ExitCode.FAILED;
    }
}
