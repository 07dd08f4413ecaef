package io.latchkey.zab.core;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** The words of one line of a transcript, taken from left to right. */
final class Words {
    private final String line;
    private final Deque<String> words;

    Words(String line) {
        this.line = line;
        words = new ArrayDeque<>(Arrays.asList(line.trim().split("\\s+")));
    }

    boolean isEmpty() {
        return words.isEmpty();
    }

    boolean nextIs(String word) {
        return word.equals(words.peek());
    }

    String next() {
        String word = words.poll();
        if (word == null) {
            throw new IllegalArgumentException("a word is missing at the end of: " + line);
        }
        return word;
    }

    /** A number after a word that names it. */
    long number(String name) {
        return Long.parseLong(after(name));
    }

    /** The same, or {@code otherwise} if the word is not there. */
    long optionalNumber(String name, long otherwise) {
        return nextIs(name) ? number(name) : otherwise;
    }

    /** A zxid, {@code epoch:counter}, after a word that names it. */
    long zxid(String name) {
        return zxidOf(after(name));
    }

    String after(String name) {
        String word = next();
        if (!word.equals(name)) {
            throw new IllegalArgumentException("expected " + name + ", not " + word + ", in: " + line);
        }
        return next();
    }

    static long zxidOf(String text) {
        int colon = text.indexOf(':');
        String counter = text.substring(colon + 1);
        return Zxid.of(
                Long.parseLong(text.substring(0, colon)),
                counter.equals("max") ? Zxid.COUNTER_MAX : Long.parseLong(counter));
    }
}
