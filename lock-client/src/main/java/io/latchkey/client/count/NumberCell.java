package io.latchkey.client.count;

import io.latchkey.client.DCounter;
import io.latchkey.client.LatchkeyException;
import io.latchkey.client.node.Answers;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A counter is a cell of 8 bytes. */
final class NumberCell implements DCounter {
    private final String name;
    private final Cell cell;
    private final Answers answers;

    NumberCell(String name, Cell cell, Answers answers) {
        this.name = name;
        this.cell = cell;
        this.answers = answers;
    }

    @Override
    public String name() {
        return name;
    }

    private long read(byte @Nullable [] data) {
        if (data == null || data.length == 0) {
            return 0;
        }
        if (data.length != Long.BYTES) {
            throw new LatchkeyException("counter " + name + ": its node holds " + data.length + " bytes, not a number");
        }
        return ByteBuffer.wrap(data).getLong();
    }

    private static byte[] write(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private CompletableFuture<Long> value() {
        return cell.change(data -> new Change.Step<>(null, read(data)));
    }

    private CompletableFuture<Long> sum(long delta) {
        return cell.change(data -> {
            long sum = Math.addExact(read(data), delta);
            return new Change.Step<>(delta == 0 ? null : write(sum), sum);
        });
    }

    private CompletableFuture<Boolean> swap(long expected, long value) {
        return cell.change(data -> {
            boolean met = read(data) == expected;
            return new Change.Step<>(met && expected != value ? write(value) : null, met);
        });
    }

    @Override
    public CompletionStage<Long> getAsync() {
        return answers.publish(value(), Answers.NOTHING);
    }

    @Override
    public CompletionStage<Long> addAsync(long delta) {
        return answers.publish(sum(delta), Answers.NOTHING);
    }

    @Override
    public CompletionStage<Boolean> compareAndSetAsync(long expected, long value) {
        return answers.publish(swap(expected, value), Answers.NOTHING);
    }

    @Override
    public CompletionStage<Void> deleteAsync() {
        return answers.publish(cell.delete(), Answers.NOTHING);
    }

    @Override
    public long get() throws InterruptedException {
        return answers.await(this::value);
    }

    @Override
    public long add(long delta) throws InterruptedException {
        return answers.await(() -> sum(delta));
    }

    @Override
    public boolean compareAndSet(long expected, long value) throws InterruptedException {
        return answers.await(() -> swap(expected, value));
    }

    @Override
    public void delete() throws InterruptedException {
        Void unused = answers.await(cell::delete);
    }

    @Override
    public String toString() {
        return "DCounter[" + name + "]";
    }
}
