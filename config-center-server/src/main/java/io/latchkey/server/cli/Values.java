package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** The value in an answer of the API: text, or bytes in base64. */
final class Values {
    private Values() {}

    static boolean binary(JsonNode answer) {
        return answer.path("encoding").asText().equals("base64");
    }

    static byte[] bytes(JsonNode answer) {
        String value = answer.path("value").asText();
        return binary(answer) ? Base64.getDecoder().decode(value) : value.getBytes(StandardCharsets.UTF_8);
    }

    /** The value as text, or a failure that says how to get at the bytes. */
    static String text(JsonNode answer, String name) {
        if (binary(answer)) {
            throw new CliFailure(
                    ExitCode.FAILED,
                    name + " has a binary value of " + bytes(answer).length
                            + " bytes: write it to a file with 'get --file FILE', or use -o json");
        }
        return answer.path("value").asText();
    }

    static void save(JsonNode answer, Path file) {
        try {
            Files.write(file, bytes(answer));
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FAILED, "cannot write " + file + ": " + e.getMessage());
        }
    }
}
