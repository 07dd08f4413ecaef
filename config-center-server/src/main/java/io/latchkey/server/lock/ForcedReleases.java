package io.latchkey.server.lock;

/** Where it is kept who has taken locks away from their holders, and why. */
public final class ForcedReleases {
    /** The node whose children are the records. */
    public static final String PATH = "/latchkey/forced-releases";
    /** How the paths of the records begin. */
    static final String BELOW = PATH + "/";

    private ForcedReleases() {}
}
