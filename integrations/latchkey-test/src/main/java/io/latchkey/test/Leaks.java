package io.latchkey.test;

/** What to do about clients that tests have opened themselves and left open at the end. */
public enum Leaks {
    /** Names them in the log and in the report of JUnit. */
    REPORT,
    /** The test class fails, or the test if each has a server of its own. */
    FAIL,
    /** Nothing. */
    IGNORE
}
