package io.latchkey.server.ops;

import java.util.Map;

/**
 * Writes figures in the text format of Prometheus, version 0.0.4. The format is a page long and has not changed in a
 * decade, so it is written here and not by a library of many.
 */
public final class MetricText {
    public static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

    private final StringBuilder out = new StringBuilder(4096);

    /** A figure that may rise and fall. */
    public MetricText gauge(String name, String help, long value) {
        head(name, help, "gauge");
        sample(name, Map.of(), value);
        return this;
    }

    /** A figure that only rises; its name ends with {@code _total}. */
    public MetricText counter(String name, String help, long value) {
        head(name, help, "counter");
        sample(name, Map.of(), value);
        return this;
    }

    /** Begins a metric of which each sample has labels; {@link #sample} follows. */
    public MetricText head(String name, String help, String type) {
        out.append("# HELP ").append(name).append(' ');
        escape(help, false);
        out.append("\n# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    /** One sample of the metric that was begun last. */
    public MetricText sample(String name, Map<String, String> labels, long value) {
        return sample(name, labels, Long.toString(value));
    }

    /** The same for a figure that is no whole number. */
    public MetricText sample(String name, Map<String, String> labels, double value) {
        return sample(name, labels, Double.toString(value));
    }

    private MetricText sample(String name, Map<String, String> labels, String value) {
        out.append(name);
        if (!labels.isEmpty()) {
            char before = '{';
            for (Map.Entry<String, String> label : labels.entrySet()) {
                out.append(before).append(label.getKey()).append("=\"");
                escape(label.getValue(), true);
                out.append('"');
                before = ',';
            }
            out.append('}');
        }
        out.append(' ').append(value).append('\n');
        return this;
    }

    private void escape(String text, boolean quoted) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n') {
                out.append("\\n");
            } else if (c == '\\' || (quoted && c == '"')) {
                out.append('\\').append(c);
            } else {
                out.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
