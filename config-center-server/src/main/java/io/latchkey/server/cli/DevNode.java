package io.latchkey.server.cli;

import java.nio.file.Path;
import java.util.Collection;
import java.util.StringJoiner;

/**
 * One node that {@code dev} runs.
 *
 * @param peerPort of no use when it is alone
 * @param home holds its data
 */
record DevNode(int id, int clientPort, int httpPort, int peerPort, Path home) {
    static final String HOST = "127.0.0.1";

    Path configFile() {
        return home.resolve("latchkey.yaml");
    }

    Path logFile() {
        return home.resolve("latchkey.log");
    }

    String client() {
        return HOST + ":" + clientPort;
    }

    String http() {
        return "http://localhost:" + httpPort;
    }

    /** The file to run it with, alone or beside others; {@code latchkey server --config} takes it too. */
    String yaml(Collection<DevNode> all) {
        StringJoiner lines = new StringJoiner("\n", "", "\n");
        lines.add("# written anew by each start of 'latchkey dev'");
        lines.add("id: " + id);
        lines.add("data:");
        lines.add("  dir: " + quoted(home.resolve("data").toString()));
        lines.add("client:");
        lines.add("  address: " + HOST);
        lines.add("  port: " + clientPort);
        lines.add("  fourLetterWords: \"*\"");
        lines.add("http:");
        lines.add("  port: " + httpPort);
        if (all.size() > 1) {
            lines.add("peers:");
            lines.add("  servers:");
            all.forEach(node -> lines.add("    " + node.id + ": \"" + HOST + ":" + node.peerPort + "\""));
        }
        return lines.toString();
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
