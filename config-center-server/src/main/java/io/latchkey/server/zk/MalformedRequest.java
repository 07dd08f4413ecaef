package io.latchkey.server.zk;

/** Bytes that are not the record they should be. Costs no stack trace: anybody can cause it. */
final class MalformedRequest extends RuntimeException {
    private static final long serialVersionUID = 1;

    MalformedRequest(String problem) {
        super(problem, null, false, false);
    }
}
