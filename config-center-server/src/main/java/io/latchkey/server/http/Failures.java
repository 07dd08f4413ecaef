package io.latchkey.server.http;

import io.latchkey.server.config.ConfigRefusal;
import io.latchkey.server.lock.ForcedReleases;
import io.latchkey.server.view.NotServing;
import io.latchkey.server.view.Overloaded;
import io.latchkey.server.view.ReadOnly;
import io.vertx.ext.web.handler.HttpException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong into what the client is told. */
final class Failures {
    private static final Logger log = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** @param writing whether something may have been changed */
    static Problem problem(Throwable failure, boolean writing) {
        if (failure instanceof Problem.Refusal refusal) {
            return refusal.problem();
        } else if (failure instanceof ConfigRefusal refusal) {
            return problem(refusal);
        } else if (failure instanceof ForcedReleases.NoSuchPlace gone) {
            return Problem.notFound(String.valueOf(gone.getMessage()));
        } else if (failure instanceof NotServing notServing) {
            return notServing.outcomeUnknown() && writing ? Problem.outcomeUnknown() : Problem.notServing();
        } else if (failure instanceof ReadOnly) {
            return Problem.readOnly();
        } else if (failure instanceof Overloaded) {
            return Problem.overloaded("too many writes are under way; nothing was changed: try again a little later");
        } else if (failure instanceof TimeoutException) {
            return writing ? Problem.outcomeUnknown() : Problem.noAnswer();
        } else if (failure instanceof HttpException http && http.getStatusCode() < 500) {
            return byStatus(http.getStatusCode());
        }
        log.error("a request could not be answered", failure);
        return Problem.internal();
    }

    private static Problem problem(ConfigRefusal refusal) {
        String detail = refusal.detail();
        return switch (refusal.why()) {
            case NO_NAMESPACE, NO_KEY, NO_SUCH_VERSION -> Problem.notFound(detail);
            case NAMESPACE_NOT_EMPTY, VERSION_HAS_NO_VALUE, PARENT_IS_EPHEMERAL -> Problem.conflict(detail);
            case CONDITION_FAILED -> Problem.preconditionFailed(detail, refusal.presentVersion());
            case NAMESPACE_EXISTS -> Problem.exists(detail);
            case TOO_CONTENDED -> Problem.overloaded(detail);
            case NOT_ACCEPTED -> Problem.conflict(detail);
        };
    }

    /** What vertx-web finds wrong by itself. */
    static Problem byStatus(int status) {
        return switch (status) {
            case 404 -> Problem.notFound("there is nothing at this address; /openapi.yaml lists what there is");
            default -> Problem.badRequest("the address or a header is malformed: percent-encode names as UTF-8");
        };
    }
}
