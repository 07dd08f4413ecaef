package io.latchkey.zab.format;

import io.latchkey.zab.tree.CreateMode;
import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.NodeKind;

/** Enums by the numbers that they have for ever, whatever becomes of their order. */
final class Codes {
    private static final NodeKind[] KINDS = NodeKind.values();
    private static final CreateMode[] MODES = CreateMode.values();

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

    static NodeKind kind(Input in) {
        int number = in.u8();
        for (NodeKind kind : KINDS) {
            if (kind.code() == number) {
                return kind;
            }
        }
        throw in.bad("unknown kind of node " + number);
    }

    static CreateMode mode(Input in) {
        int number = in.u8();
        for (CreateMode mode : MODES) {
            if (mode.flags() == number) {
                return mode;
            }
        }
        throw in.bad("unknown create mode " + number);
    }
}
