package io.latchkey.server.view;

/**
 * This server does not serve clients: it has no leader, is still synchronizing, or lost its leader before the answer
 * came.
 */
public final class NotServing extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean outcomeUnknown;

    NotServing(boolean outcomeUnknown) {
        super(
                outcomeUnknown
                        ? "the server stopped serving before the outcome was known"
                        : "the server does not serve: it has no leader or is still synchronizing",
                null,
                false,
                false);
        this.outcomeUnknown = outcomeUnknown;
    }

    /** True if the submission was taken and may take effect yet; false if it was refused and never will. */
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }
}
