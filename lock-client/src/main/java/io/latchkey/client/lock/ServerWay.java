package io.latchkey.client.lock;

import io.latchkey.client.session.Code;
import io.latchkey.client.session.Incarnation;
import io.latchkey.client.session.Outcome;
import io.latchkey.client.session.Place;
import io.latchkey.client.session.PlaceListener;
import io.latchkey.client.session.ZkRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The way of servers that know Latchkey's own requests: one takes the place, and they tell when it is granted. Where they
 * don't know them, or their leader doesn't, the attempt goes on in {@link QueueWay}.
 */
final class ServerWay implements Way, PlaceListener {
    private final Attempt attempt;
    private @Nullable String followed;
    private boolean retried;

    ServerWay(Attempt attempt) {
        this.attempt = attempt;
    }

    @Override
    public void start() {
        if (attempt.mayTryAgain()) {
            ask();
        }
    }

    private void ask() {
        attempt.making();
        QueuePath path = attempt.path();
        ZkRequest.Claim claim =
                new ZkRequest.Claim(path.path(), path.containersAtOnce(), attempt.prefix(), attempt.owner());
        attempt.room()
                .session()
                .submit(
                        new ZkRequest.Acquire(List.of(claim), attempt.onlyIfFree(), retried),
                        attempt.home(),
                        this::onAnswer);
    }

    private void onAnswer(Outcome<List<Place>> outcome) {
        attempt.madeNothing();
        switch (outcome.code()) {
            case OK -> placed(outcome.get().get(0), outcome);
            case NOT_EMPTY -> attempt.finish();
            case NO_NODE -> attempt.makeParents(this::start);
            case UNIMPLEMENTED -> onUnimplemented();
            case CONNECTION_LOST -> onLost(outcome.incarnation());
            default -> attempt.fail(outcome.code());
        }
    }

    void placed(Place place, Outcome<?> outcome) {
        if (place.state() == Place.State.GONE) {
            attempt.belongsTo(outcome.incarnation());
            attempt.failRemoved();
            return;
        }
        attempt.entered(attempt.path().nodeOf(place.path()), place.czxid(), outcome);
        if (attempt.isDone()) {
            return;
        }
        if (place.state() == Place.State.GRANTED) {
            attempt.grant(true);
        } else {
            followed = place.path();
            attempt.room().session().follow(place.path(), this);
        }
    }

    /** It may have happened: asked again, it happens once. Who only wants to be rid of the entry makes no new one. */
    private void onLost(@Nullable Incarnation session) {
        attempt.belongsTo(session);
        retried = true;
        if (session == null || !session.alive()) {
            attempt.fail(Code.SESSION_EXPIRED);
        } else if (attempt.isDone()) {
            attempt.inZooKeepersWay().recover();
        } else {
            ask();
        }
    }

    private void onUnimplemented() {
        if (attempt.room().session().mayBeExtended()) {
            attempt.room().avoidServers(); // ours knows it, but its leader does not yet
        }
        QueueWay other = attempt.inZooKeepersWay();
        if (retried) {
            other.recover();
        } else if (!attempt.isDone()) {
            other.start();
        }
    }

    @Override
    public void onPlace(Place place) {
        if (place.state() == Place.State.GRANTED) {
            attempt.grant(true);
        } else if (place.state() == Place.State.GONE) {
            attempt.failRemoved();
        }
    }

    @Override
    public void onUnfollowed() {
        followed = null;
        attempt.inZooKeepersWay().list();
    }

    @Override
    public void end() {
        if (followed != null) {
            attempt.room().session().unfollow(followed);
            followed = null;
        }
    }
}
