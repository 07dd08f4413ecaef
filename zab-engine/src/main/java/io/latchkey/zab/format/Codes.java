package io.latchkey.zab.format;

import io.latchkey.zab.tree.ErrorCode;

/** {@link ErrorCode} by its number, which is fixed by the client protocol. */
final class Codes {
    private Codes() {}

    static void write(Output out, ErrorCode code) {
        out.signed(code.code());
    }

    static ErrorCode read(Input in) {
        int number = in.signedInt();
        ErrorCode code = ErrorCode.of(number);
        if (code.code() != number) {
            throw in.bad("unknown error code " + number);
        }
        return code;
    }
}
