package io.latchkey.zab.format;

import io.latchkey.zab.tree.Submission;

/** {@link Submission} to bytes and back, for a follower that forwards it to the leader. */
public final class SubmissionFormat {
    private SubmissionFormat() {}

    public static byte[] encode(Submission submission) {
        throw new UnsupportedOperationException();
    }

    /** @throws FormatException if the bytes are not a submission */
    public static Submission decode(byte[] bytes) {
        throw new UnsupportedOperationException();
    }
}
