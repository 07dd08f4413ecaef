package io.latchkey.client.lock;

/** What an entry wants, told by the end of its name; as Curator has it. */
enum EntryKind {
    LOCK("lock-"),
    WRITER("__WRIT__"),
    READER("__READ__");

    private final String mark;

    EntryKind(String mark) {
        this.mark = mark;
    }

    /** What stands before the number. */
    String mark() {
        return mark;
    }

    /** Whether it bears others of its kind beside it. */
    boolean shared() {
        return this == READER;
    }
}
