package io.latchkey.client.session;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request on its way: queued, then in flight. */
final class Pending<R> {
    private final ZkRequest<R> request;
    private final @Nullable Incarnation scope;
    private final long queuedNanos;
    private final Consumer<Outcome<R>> callback;
    private @Nullable Incarnation sentIn;
    private long sentNanos;
    private int xid;

    Pending(ZkRequest<R> request, @Nullable Incarnation scope, long queuedNanos, Consumer<Outcome<R>> callback) {
        this.request = request;
        this.scope = scope;
        this.queuedNanos = queuedNanos;
        this.callback = callback;
    }

    ZkRequest<R> request() {
        return request;
    }

    @Nullable
    Incarnation scope() {
        return scope;
    }

    long queuedNanos() {
        return queuedNanos;
    }

    long sentNanos() {
        return sentNanos;
    }

    int xid() {
        return xid;
    }

    void sent(int xid, @Nullable Incarnation incarnation, long nanos) {
        this.xid = xid;
        this.sentIn = incarnation;
        this.sentNanos = nanos;
    }

    void answered(int error, long zxid, JuteReader in, Chroot chroot, WatchTable watches) {
        Code code = error == 0 ? Code.OK : Code.of(error);
        R reply = code == Code.OK ? request.read(in, chroot) : null;
        request.watchIn(watches, code);
        callback.accept(new Outcome<>(code, reply, zxid, sentIn));
    }

    void failed(Code code) {
        callback.accept(new Outcome<>(code, null, 0, sentIn != null ? sentIn : scope));
    }
}
