package io.latchkey.client.count;

import io.latchkey.client.DLatch;
import io.latchkey.client.LatchkeyException;
import io.latchkey.client.node.Answers;
import io.latchkey.client.node.Lookouts;
import io.latchkey.client.node.NodeAt;
import io.latchkey.client.node.Sight;
import io.latchkey.client.node.Vigil;
import io.latchkey.client.session.ZkRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A latch is a cell of two numbers: how often it was set, and what is left. */
final class CountCell implements DLatch {
    private final NodeAt at;
    private final Cell cell;
    private final Lookouts lookouts;
    private final Answers answers;

    CountCell(NodeAt at, Cell cell, Lookouts lookouts, Answers answers) {
        this.at = at;
        this.cell = cell;
        this.lookouts = lookouts;
        this.answers = answers;
    }

    /**
     * What the node says.
     *
     * @param round how often it was set
     * @param left  how often it is to be counted down yet
     */
    private record State(long round, long left) {
        private static final State OPEN = new State(0, 0);

        byte[] bytes() {
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(round)
                    .putLong(left)
                    .array();
        }
    }

    private State read(byte @Nullable [] data) {
        if (data == null) {
            return State.OPEN;
        }
        if (data.length != 2 * Long.BYTES) {
            throw new LatchkeyException("latch " + name() + ": its node holds " + data.length + " bytes, not a count");
        }
        ByteBuffer numbers = ByteBuffer.wrap(data);
        return new State(numbers.getLong(), numbers.getLong());
    }

    @Override
    public String name() {
        return at.name();
    }

    private CompletableFuture<Boolean> set(long count) {
        if (count < 1) {
            throw new IllegalArgumentException("a latch is set to 1 or more, not to " + count);
        }
        return cell.change(data -> {
            State now = read(data);
            return now.left() == 0
                    ? new Change.Step<>(new State(now.round() + 1, count).bytes(), true)
                    : new Change.Step<>(null, false);
        });
    }

    private CompletableFuture<Long> down() {
        return cell.change(data -> {
            State now = read(data);
            return now.left() == 0
                    ? new Change.Step<>(null, 0L)
                    : new Change.Step<>(new State(now.round(), now.left() - 1).bytes(), now.left() - 1);
        });
    }

    private CompletableFuture<Long> left() {
        return cell.change(data -> new Change.Step<>(null, read(data).left()));
    }

    /** Open, or in another round than when the waiting began: it must have been open in between. */
    private final class Opened implements Predicate<Sight> {
        private @Nullable State first;

        @Override
        public boolean test(Sight sight) {
            ZkRequest.NodeData node = sight.node();
            State now = read(node == null ? null : node.data());
            State before = first == null ? now : first;
            first = before;
            return now.left() == 0 || now.round() != before.round();
        }
    }

    private Vigil vigil() {
        return new Vigil(answers.core(), lookouts, "latch " + name(), at.path(), new Opened());
    }

    @Override
    public CompletionStage<Boolean> trySetCountAsync(long count) {
        return answers.publish(set(count), Answers.NOTHING);
    }

    @Override
    public CompletionStage<Long> countDownAsync() {
        return answers.publish(down(), Answers.NOTHING);
    }

    @Override
    public CompletionStage<Long> getCountAsync() {
        return answers.publish(left(), Answers.NOTHING);
    }

    @Override
    public CompletionStage<Boolean> awaitAsync(Duration wait) {
        return vigil().awaitAsync(wait);
    }

    @Override
    public CompletionStage<Void> deleteAsync() {
        return answers.publish(cell.delete(), Answers.NOTHING);
    }

    @Override
    public boolean trySetCount(long count) throws InterruptedException {
        return answers.await(() -> set(count));
    }

    @Override
    public long countDown() throws InterruptedException {
        return answers.await(this::down);
    }

    @Override
    public long getCount() throws InterruptedException {
        return answers.await(this::left);
    }

    @Override
    public boolean await(Duration wait) throws InterruptedException {
        return vigil().await(wait);
    }

    @Override
    public void delete() throws InterruptedException {
        Void unused = answers.await(cell::delete);
    }

    @Override
    public String toString() {
        return "DLatch[" + name() + "]";
    }
}
