package io.latchkey.zab.format;

import io.latchkey.zab.tree.ErrorCode;
import io.latchkey.zab.tree.Txn;
import io.latchkey.zab.tree.TxnRecord;
import java.util.ArrayList;
import java.util.List;

/** {@link TxnRecord} to bytes and back; versioned by its first byte. */
public final class TxnFormat {
    private static final int VERSION = 1;

    /** A multi whose op is extended by a create: three levels. */
    private static final int LEVELS_MAX = 3;

    private static final int NOOP = 0;
    private static final int CREATE = 1;
    private static final int DELETE = 2;
    private static final int SET_DATA = 3;
    private static final int SET_ACL = 4;
    private static final int MULTI = 5;
    private static final int EXTENDED = 6;
    private static final int OPEN_SESSION = 7;
    private static final int ATTACH_SESSION = 8;
    private static final int CLOSE_SESSION = 9;
    private static final int FAILED = 10;
    /** As {@link #CLOSE_SESSION}, and what leaves a tombstone; written only then. */
    private static final int CLOSE_SESSION_DELAYED = 11;

    private TxnFormat() {}

    public static byte[] encode(TxnRecord txn) {
        Output out = new Output();
        out.u8(VERSION);
        out.signed(txn.originServer());
        out.signed(txn.originNumber());
        out.fixed64(txn.sessionId());
        out.signed(txn.timeMs());
        out.fixed64(txn.digest());
        write(out, txn.txn());
        return out.toBytes();
    }

    /** @throws FormatException if the bytes are not a transaction record */
    public static TxnRecord decode(byte[] bytes) {
        Input in = new Input(bytes);
        in.version(VERSION);
        int originServer = in.signedInt();
        long originNumber = in.signed();
        long sessionId = in.fixed64();
        long timeMs = in.signed();
        long digest = in.fixed64();
        Txn txn = read(in, LEVELS_MAX);
        in.end();
        return new TxnRecord(originServer, originNumber, sessionId, timeMs, digest, txn);
    }

    private static void write(Output out, Txn txn) {
        if (txn instanceof Txn.Multi t) {
            out.u8(MULTI);
            writeAll(out, t.ops());
        } else if (txn instanceof Txn.Extended t) {
            out.u8(EXTENDED);
            write(out, t.main());
            writeAll(out, t.also());
        } else if (txn instanceof Txn.Noop) {
            out.u8(NOOP);
        } else if (txn instanceof Txn.Failed t) {
            out.u8(FAILED);
            Codes.write(out, t.why());
            out.varint(t.ops().size());
            t.ops().forEach(code -> Codes.write(out, code));
        } else {
            writeOp(out, txn);
        }
    }

    private static void writeAll(Output out, List<Txn> txns) {
        out.varint(txns.size());
        txns.forEach(t -> write(out, t));
    }

    private static void writeOp(Output out, Txn txn) {
        if (txn instanceof Txn.Create t) {
            out.u8(CREATE);
            out.string(t.path());
            out.nullableBytes(t.data());
            out.acl(t.acl());
            out.u8(t.kind().code());
            out.fixed64(t.ephemeralOwner());
        } else if (txn instanceof Txn.Delete t) {
            out.u8(DELETE);
            out.string(t.path());
        } else if (txn instanceof Txn.SetData t) {
            out.u8(SET_DATA);
            out.string(t.path());
            out.nullableBytes(t.data());
            out.signed(t.version());
        } else if (txn instanceof Txn.SetAcl t) {
            out.u8(SET_ACL);
            out.string(t.path());
            out.acl(t.acl());
            out.signed(t.version());
        } else {
            writeSession(out, txn);
        }
    }

    private static void writeSession(Output out, Txn txn) {
        if (txn instanceof Txn.OpenSession t) {
            out.u8(OPEN_SESSION);
            out.fixed64(t.id());
            out.nullableBytes(t.password());
            out.signed(t.timeoutMs());
        } else if (txn instanceof Txn.AttachSession t) {
            out.u8(ATTACH_SESSION);
            out.fixed64(t.id());
        } else if (txn instanceof Txn.CloseSession t) {
            out.u8(t.delayed().isEmpty() ? CLOSE_SESSION : CLOSE_SESSION_DELAYED);
            out.fixed64(t.id());
            out.varint(t.ephemerals().size());
            t.ephemerals().forEach(out::string);
            out.bool(t.expired());
            if (!t.delayed().isEmpty()) {
                out.varint(t.delayed().size());
                t.delayed().forEach(out::signed);
            }
        } else {
            throw new IllegalArgumentException("no format for " + txn.getClass());
        }
    }

    private static Txn read(Input in, int levels) {
        if (levels == 0) {
            throw in.bad("transactions nested too deeply");
        }
        int tag = in.u8();
        return switch (tag) {
            case NOOP -> new Txn.Noop();
            case CREATE -> new Txn.Create(in.string(), in.nullableBytes(), in.acl(), Codes.kind(in), in.fixed64());
            case DELETE -> new Txn.Delete(in.string());
            case SET_DATA -> new Txn.SetData(in.string(), in.nullableBytes(), in.signedInt());
            case SET_ACL -> new Txn.SetAcl(in.string(), in.acl(), in.signedInt());
            case MULTI -> new Txn.Multi(readAll(in, levels - 1));
            case EXTENDED -> new Txn.Extended(read(in, levels - 1), readAll(in, levels - 1));
            case OPEN_SESSION -> new Txn.OpenSession(in.fixed64(), in.bytes(), in.signedInt());
            case ATTACH_SESSION -> new Txn.AttachSession(in.fixed64());
            case CLOSE_SESSION -> new Txn.CloseSession(in.fixed64(), strings(in), in.bool());
            case CLOSE_SESSION_DELAYED -> new Txn.CloseSession(in.fixed64(), strings(in), in.bool(), indexes(in));
            case FAILED -> new Txn.Failed(Codes.read(in), codes(in));
            default -> throw in.bad("unknown transaction " + tag);
        };
    }

    private static List<Txn> readAll(Input in, int levels) {
        int count = in.count();
        List<Txn> txns = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            txns.add(read(in, levels));
        }
        return List.copyOf(txns);
    }

    private static List<String> strings(Input in) {
        int count = in.count();
        List<String> strings = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            strings.add(in.string());
        }
        return List.copyOf(strings);
    }

    private static List<Integer> indexes(Input in) {
        int count = in.count();
        List<Integer> indexes = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            indexes.add(in.signedInt());
        }
        return List.copyOf(indexes);
    }

    private static List<ErrorCode> codes(Input in) {
        int count = in.count();
        List<ErrorCode> codes = new ArrayList<>(Math.min(count, 64));
        for (int i = 0; i < count; i++) {
            codes.add(Codes.read(in));
        }
        return List.copyOf(codes);
    }
}
