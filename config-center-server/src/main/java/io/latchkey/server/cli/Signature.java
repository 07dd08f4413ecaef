package io.latchkey.server.cli;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Under which condition a change is made, by whom and why. */
final class Signature {
    @Option(
            names = "--if-version",
            paramLabel = "N",
            description = "Only if the key has this version now; 0: only if it does not exist.")
    private @Nullable Long ifVersion;

    @Option(
            names = "--author",
            paramLabel = "NAME",
            description = "Who makes the change. Default: $$LATCHKEY_AUTHOR, else your user name.")
    private String author = "";

    @Option(
            names = {"-m", "--comment"},
            paramLabel = "TEXT",
            description = "Why; kept with the version.")
    private String comment = "";

    @Nullable
    Long ifVersion() {
        return ifVersion;
    }

    String author() {
        return author;
    }

    String comment() {
        return comment;
    }

    /** The headers that say all this. */
    Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>(conditions(ifVersion));
        if (!author.isEmpty()) {
            headers.put("Latchkey-Author", KeyName.encode(author));
        }
        if (!comment.isEmpty()) {
            headers.put("Latchkey-Comment", KeyName.encode(comment));
        }
        return headers;
    }

    /** The headers for a version that is expected; none for null. */
    static Map<String, String> conditions(@Nullable Long version) {
        if (version == null) {
            return Map.of();
        }
        if (version < 0) {
            throw new CliFailure(
                    ExitCode.USAGE, "version " + version + " is negative; 0 stands for a key that is absent");
        }
        return version == 0 ? Map.of("If-None-Match", "*") : Map.of("If-Match", "\"" + version + "\"");
    }
}
