package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.latchkey.server.inspect.DataSet;
import io.latchkey.zab.core.Zxid;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A command that looks at files. */
abstract class InspectingCommand extends PrintingCommand {
    @Option(
            names = "--log-dir",
            paramLabel = "DIR",
            description = "Where the journal is, if data.logDir puts it elsewhere.")
    private @Nullable Path logDir;

    /** Looks, and prints. */
    abstract int inspect() throws IOException;

    @Override
    final int run() {
        try {
            return inspect();
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }

    final @Nullable Path logDir() {
        return logDir;
    }

    final DataSet read(Path directory) throws IOException {
        DataSet data = DataSet.read(directory, logDir);
        warnIfInUse(data);
        return data;
    }

    final void warnIfInUse(DataSet data) {
        if (data.user() != null) {
            say(data.directory() + " is in use by process " + data.user()
                    + ": what it writes meanwhile may be seen in part");
        }
    }

    static String zxid(long zxid) {
        return zxid == Zxid.NONE ? "" : Zxid.toString(zxid);
    }

    static ObjectNode json() {
        return ApiClient.JSON.createObjectNode();
    }
}
