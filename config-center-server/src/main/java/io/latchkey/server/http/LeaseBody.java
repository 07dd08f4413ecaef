package io.latchkey.server.http;

import io.vertx.core.json.JsonObject;
import java.util.Set;
import java.util.TreeSet;

/** Fields of what clients send about leases and locks. What is wrong is refused with a word on what is right. */
final class LeaseBody {
    private static final int BYTES_MAX = 4_096;

    private LeaseBody() {}

    static JsonObject of(ApiRequest request) {
        if (request.bytes().length > BYTES_MAX) {
            throw Problem.tooLarge("this body has at most " + BYTES_MAX + " bytes")
                    .refusal();
        }
        return request.json();
    }

    /** A misspelt field would be silently without effect. */
    static void checkFields(JsonObject body, Set<String> known) {
        for (String field : body.fieldNames()) {
            if (!known.contains(field)) {
                throw Problem.badRequest(
                                "unknown field \"" + field + "\": known are " + String.join(", ", new TreeSet<>(known)))
                        .refusal();
            }
        }
    }

    static String text(JsonObject body, String field) {
        String text = text(body, field, "");
        if (text.isEmpty()) {
            throw Problem.badRequest("\"" + field + "\" is missing, or empty").refusal();
        }
        return text;
    }

    static String text(JsonObject body, String field, String otherwise) {
        if (body.getValue(field, otherwise) instanceof String text) {
            return text;
        }
        throw Problem.badRequest("\"" + field + "\" is a text").refusal();
    }

    static int number(JsonObject body, String field, int min, int max, int otherwise) {
        if (body.getValue(field, otherwise) instanceof Integer number && number >= min && number <= max) {
            return number;
        }
        throw Problem.badRequest("\"" + field + "\" is a number from " + min + " to " + max)
                .refusal();
    }
}
