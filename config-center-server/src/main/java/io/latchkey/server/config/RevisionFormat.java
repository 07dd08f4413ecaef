package io.latchkey.server.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * How revisions are stored: one line of JSON, readable in any ZooKeeper client, then, where there is a value, a line
 * feed and the value's bytes as they are. {@code v} is the version of this format: fields that are added later are
 * skipped by older servers, a change of meaning raises it.
 */
final class RevisionFormat {
    private static final int FORMAT = 1;
    private static final int LINE_FEED = '\n';
    /** Lines are short: room for most of them. */
    private static final int LINE_BYTES = 192;

    private static final JsonFactory JSON = new JsonFactory();

    private RevisionFormat() {}

    static byte[] encode(Revision revision, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(LINE_BYTES + value.length);
        writeLine(out, revision);
        out.write(LINE_FEED);
        out.writeBytes(value);
        return out.toByteArray();
    }

    static byte[] encode(Revision revision) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(LINE_BYTES);
        writeLine(out, revision);
        return out.toByteArray();
    }

    private static void writeLine(ByteArrayOutputStream out, Revision revision) {
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("v", FORMAT);
            json.writeNumberField("version", revision.version());
            json.writeStringField("kind", revision.kind().name());
            json.writeStringField("author", revision.author());
            json.writeStringField("comment", revision.comment());
            json.writeNumberField("timeMs", revision.timeMs());
            json.writeNumberField("zxid", revision.zxid());
            if (revision.restores() != 0) {
                json.writeNumberField("restores", revision.restores());
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a revision could not be written to memory", e);
        }
    }

    /**
     * Reads the line; what follows it is {@link #value}.
     *
     * @throws IllegalArgumentException if it is none, or of a newer format
     */
    static Revision decode(byte[] data) {
        try (JsonParser json = JSON.createParser(data)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("not a revision: no JSON object");
            }
            Fields fields = new Fields();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                fields.read(name, json);
            }
            return fields.revision();
        } catch (IOException e) {
            throw new IllegalArgumentException("not a revision: " + e.getMessage(), e);
        }
    }

    /** The value behind the line; empty if there is none. */
    static byte[] value(byte[] data) {
        for (int i = 0; i < data.length; i++) {
            if (data[i] == LINE_FEED) {
                return Arrays.copyOfRange(data, i + 1, data.length);
            }
        }
        return new byte[0];
    }

    /** What has been read so far. */
    private static final class Fields {
        private int format;
        private int version;
        private Revision.Kind kind = Revision.Kind.PUT;
        private String author = "";
        private String comment = "";
        private long timeMs;
        private long zxid;
        private int restores;

        void read(String name, JsonParser json) throws IOException {
            switch (name) {
                case "v" -> format = json.getIntValue();
                case "version" -> version = json.getIntValue();
                case "kind" -> kind = Revision.Kind.valueOf(json.getText());
                case "author" -> author = json.getText();
                case "comment" -> comment = json.getText();
                case "timeMs" -> timeMs = json.getLongValue();
                case "zxid" -> zxid = json.getLongValue();
                case "restores" -> restores = json.getIntValue();
                default -> json.skipChildren();
            }
        }

        Revision revision() {
            if (format != FORMAT) {
                throw new IllegalArgumentException("revision of format " + format + ", this server knows " + FORMAT);
            }
            return new Revision(version, kind, author, comment, timeMs, zxid, restores);
        }
    }
}
