package io.latchkey.client.session;

/** What a server accepts as the path of a node, checked before anything is sent. */
public final class NodePath {
    private static final int LENGTH_MAX = 4096;

    private NodePath() {}

    /**
     * Checks an absolute path.
     *
     * @return the path
     * @throws IllegalArgumentException saying what is wrong
     */
    public static String check(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("path '" + path + "' must begin with /");
        }
        if (path.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("path is longer than " + LENGTH_MAX + " characters");
        }
        for (String part : path.substring(1).split("/", -1)) {
            checkPart(part, path);
        }
        return path;
    }

    private static void checkPart(String part, String path) {
        if (part.isEmpty()) {
            throw new IllegalArgumentException("path '" + path + "' has an empty part");
        }
        if (part.equals(".") || part.equals("..")) {
            throw new IllegalArgumentException("path '" + path + "' must not contain . or .. as a part");
        }
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0xd800 && c <= 0xf8ff) || c >= 0xfff0) {
                throw new IllegalArgumentException(
                        "path '" + path.replaceAll("\\p{Cntrl}", "?") + "' has a character no server accepts at " + i);
            }
        }
    }
}
