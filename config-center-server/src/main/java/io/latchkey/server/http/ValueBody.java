package io.latchkey.server.http;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A value as it is sent: the body, byte for byte. */
final class ValueBody {
    private ValueBody() {}

    /**
     * @return {@code body}
     * @throws Problem.Refusal if it is not what its headers say, or of a kind that is surely not meant as a value
     */
    static byte[] check(@Nullable String contentType, @Nullable String contentEncoding, byte[] body) {
        if (contentEncoding != null && !contentEncoding.equalsIgnoreCase("identity")) {
            throw Problem.unsupportedMediaType("send the value without Content-Encoding")
                    .refusal();
        }
        if (contentType == null) {
            return body;
        }
        String type = contentType.toLowerCase(Locale.ROOT).trim();
        if (type.startsWith("multipart/") || type.startsWith("application/x-www-form-urlencoded")) {
            throw Problem.unsupportedMediaType(
                            "the body is the value itself, not a form: send it with Content-Type: text/plain "
                                    + "or application/octet-stream (curl: -H 'Content-Type: text/plain' --data-binary @FILE)")
                    .refusal();
        }
        int charset = type.indexOf("charset=");
        if (charset >= 0 && !type.substring(charset).replace("\"", "").startsWith("charset=utf-8")) {
            throw Problem.unsupportedMediaType("text is sent in UTF-8").refusal();
        }
        if (type.startsWith("text/") && PercentCoding.text(body) == null) {
            throw Problem.badRequest(
                            "the body is no UTF-8: send binary values with Content-Type: application/octet-stream")
                    .refusal();
        }
        return body;
    }
}
