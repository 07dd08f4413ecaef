package io.latchkey.client.elect;

import io.latchkey.client.ConnectionState;
import io.latchkey.client.LeaderInfo;
import io.latchkey.client.LeaderObserver;
import io.latchkey.client.Registration;
import io.latchkey.client.lock.DistributedLock;
import io.latchkey.client.node.Trees;
import io.latchkey.client.session.ClientCore;
import io.latchkey.client.session.SerialExecutor;
import io.latchkey.client.session.WatchEvent;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks who leads whenever something changes in the election, and tells it if it is new. */
final class Observation implements Registration {
    private static final long AGAIN_MILLIS = 200;

    private final ClientCore core;
    private final Trees trees;
    private final DistributedLock lock;
    private final LeaderObserver observer;
    private final Executor executor;
    private final Consumer<@Nullable WatchEvent> listener = this::onEvent;
    private final AtomicReference<@Nullable News> untold = new AtomicReference<>();
    private volatile boolean closed;
    // the following belong to the loop
    private @Nullable News last;
    private boolean looking;
    private boolean again;

    Observation(ClientCore core, Trees trees, DistributedLock lock, LeaderObserver observer, Executor executor) {
        this.core = core;
        this.trees = trees;
        this.lock = lock;
        this.observer = observer;
        this.executor = new SerialExecutor(executor);
        core.onLoop(() -> trees.add(lock.path(), listener));
    }

    /** What there is to tell. */
    private record News(Optional<LeaderInfo> leader) {}

    private void onEvent(@Nullable WatchEvent event) {
        look();
    }

    private void look() {
        if (closed) {
            return;
        }
        if (looking) {
            again = true;
            return;
        }
        looking = true;
        again = false;
        var unused = LeaderLook.start(core, lock).whenComplete((leader, failure) -> {
            looking = false;
            News news = failure == null ? new News(leader) : null;
            if (news != null && !news.equals(last)) {
                last = news;
                tell(news);
            }
            if (failure != null && core.session().state() == ConnectionState.CONNECTED) {
                core.loop().after(AGAIN_MILLIS, this::look);
            } else if (again && core.session().state() != ConnectionState.CLOSED) {
                look();
            }
        });
    }

    /** What nobody has heard yet gives way to what is newer. */
    private void tell(News news) {
        if (untold.getAndSet(news) == null) {
            core.callbacks().handOver(executor, () -> {
                News newest = untold.getAndSet(null);
                if (newest != null && !closed) {
                    observer.onLeader(newest.leader());
                }
            });
        }
    }

    @Override
    public void close() {
        closed = true;
        core.onLoop(() -> trees.remove(lock.path(), listener));
    }
}
