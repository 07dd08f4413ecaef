package io.latchkey.client.session;

/**
 * Translates between the paths of the client and those of the server.
 *
 * @param prefix "" or like {@code /app}
 */
record Chroot(String prefix) {

    String toServer(String path) {
        return path.equals("/") && !prefix.isEmpty() ? prefix : prefix + path;
    }

    String toClient(String path) {
        if (prefix.isEmpty() || !path.startsWith(prefix)) {
            return path;
        }
        return path.length() == prefix.length() ? "/" : path.substring(prefix.length());
    }
}
