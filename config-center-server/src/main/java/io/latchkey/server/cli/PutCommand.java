package io.latchkey.server.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code latchkey put}. */
@Command(
        name = "put",
        description = "Set the value of a key; every value it has had stays in its history.",
        footerHeading = "%nExamples:%n",
        footer = {
            "  latchkey put orders/pool.max 30 -m 'Black Friday'",
            "  latchkey put orders/limits.json --file limits.json",
            "  kubectl get cm app -o yaml | latchkey put orders/app.yaml",
            "  latchkey put orders/pool.max 40 --if-version 3   only over version 3",
            "  latchkey put orders/pool.max 40 --if-version 0   only if it is new",
            "",
            ExitCode.HELP
        })
public final class PutCommand extends PrintingCommand {
    /** One byte more than any value may have, so that the server can say what is wrong. */
    private static final int READ_BYTES_MAX = 16 * 1024 * 1024;

    private final InputStream stdin;

    @Mixin
    private final ApiOptions api = new ApiOptions();

    @Mixin
    private final Signature signature = new Signature();

    @Parameters(index = "0", paramLabel = "KEY", description = "NAMESPACE/KEY")
    private String key = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "VALUE",
            description = "The value. Without it, and without --file, it is read from standard input.")
    private @Nullable String value;

    @Option(names = "--file", paramLabel = "FILE", description = "Take the value from a file; - is standard input.")
    private @Nullable Path file;

    /** Reads standard input where no value is given. */
    public PutCommand() {
        this(System.in);
    }

    PutCommand(InputStream stdin) {
        this.stdin = stdin;
    }

    @Override
    int run() throws InterruptedException {
        KeyName name = KeyName.parse(key);
        if (value != null && file != null) {
            throw misused("give a VALUE or a --file, not both");
        }
        byte[] bytes = bytes();
        Map<String, String> headers = new TreeMap<>(signature.headers());
        headers.put("Content-Type", isText(bytes) ? "text/plain; charset=utf-8" : "application/octet-stream");
        JsonNode answer = api.client().send("PUT", name.in("keys"), headers, bytes);
        if (asJson()) {
            printJson(answer);
        } else {
            out().println(name + " version " + answer.path("version").asText());
        }
        return ExitCode.OK;
    }

    private byte[] bytes() {
        if (value != null) {
            return value.getBytes(StandardCharsets.UTF_8);
        }
        boolean fromFile = file != null && !file.toString().equals("-");
        try (InputStream in = fromFile ? Files.newInputStream(file) : stdin) {
            byte[] read = in.readNBytes(READ_BYTES_MAX + 1);
            if (read.length > READ_BYTES_MAX) {
                throw new CliFailure(ExitCode.FAILED, "the value is larger than " + READ_BYTES_MAX + " bytes");
            }
            return read;
        } catch (NoSuchFileException e) {
            throw new CliFailure(ExitCode.FAILED, "there is no file " + file);
        } catch (IOException e) {
            throw new CliFailure(ExitCode.FAILED, "cannot read the value: " + e.getMessage());
        }
    }

    private static boolean isText(byte[] bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false; // bytes are a value like any other
        }
    }
}
