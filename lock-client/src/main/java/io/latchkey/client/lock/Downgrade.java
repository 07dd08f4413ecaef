package io.latchkey.client.lock;

import io.latchkey.client.LeaseLostException;
import io.latchkey.client.LockLease;
import io.latchkey.client.ServiceUnavailableException;
import io.latchkey.client.session.Code;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.ZkRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Puts the entry of a reader into the place of a writer that goes, in one transaction, so that nobody can come between. The
 * reader's name follows from the writer's: when the answer is lost and the same is asked again, it happens once. Loop only.
 */
final class Downgrade {
    private static final long RETRY_MILLIS = 50;

    private final Hold writer;
    private final LockRoom room;
    private final String readerPath;
    private final CompletableFuture<LockLease> result = new CompletableFuture<>();

    /** @param writer released already in the eyes of its owner; its entry is still there */
    Downgrade(Hold writer) {
        this.writer = writer;
        this.room = writer.room();
        this.readerPath = readerPath(writer.entryPath());
    }

    /** With the same number, so that it stands in the same place. */
    static String readerPath(String writerPath) {
        int mark = writerPath.lastIndexOf(EntryKind.WRITER.mark());
        return writerPath.substring(0, mark)
                + EntryKind.READER.mark()
                + writerPath.substring(mark + EntryKind.WRITER.mark().length());
    }

    /** Completes on the loop. */
    CompletableFuture<LockLease> result() {
        return result;
    }

    void start() {
        ZkRequest.Multi both = new ZkRequest.Multi(List.of(
                new ZkRequest.CreateNode(readerPath, room.ownerBytes(writer.options()), ZkRequest.Mode.EPHEMERAL),
                new ZkRequest.DeleteNode(writer.entryPath(), -1)));
        room.session().submit(both, writer.home(), outcome -> {
            if (outcome.ok()) {
                onDecided(outcome);
            } else {
                onFailed(outcome.code(), this::start);
            }
        });
    }

    private void onDecided(Outcome<ZkRequest.MultiReply> outcome) {
        ZkRequest.MultiReply reply = outcome.get();
        switch (reply.code()) {
            case OK -> granted(reply.created(0).stat().czxid());
            case NODE_EXISTS -> look(); // it was done when it was asked for first
            default -> onFailed(reply.code(), this::start);
        }
    }

    private void look() {
        room.session().submit(new ZkRequest.NodeExists(readerPath, null), writer.home(), outcome -> {
            if (!outcome.ok()) {
                onFailed(outcome.code(), this::look);
            } else if (outcome.get().ephemeralOwner() == writer.home().id()) {
                granted(outcome.get().czxid());
            } else {
                onFailed(Code.NODE_EXISTS, this::look);
            }
        });
    }

    private void granted(long czxid) {
        Hold reader = new Hold(writer, readerPath, czxid);
        room.add(reader);
        reader.listen(false);
        result.complete(reader.firstHandle());
    }

    private void onFailed(Code code, Runnable again) {
        String lock = "lock " + writer.token().lock();
        switch (code) {
            case CONNECTION_LOST -> again.run();
            case UNAVAILABLE, THROTTLED -> room.core().loop().after(RETRY_MILLIS, again);
            case NO_NODE, SESSION_EXPIRED, CLOSED ->
                result.completeExceptionally(new LeaseLostException(lock + " was lost while it was downgraded"));
            default -> {
                room.removeEntry(writer.entryPath(), writer.home(), removed -> {});
                result.completeExceptionally(
                        new ServiceUnavailableException(lock + " cannot be downgraded: the server answered " + code));
            }
        }
    }
}
