/**
 * The server within a test: {@link io.latchkey.test.LatchkeyServer} runs it in memory and does to it what networks and
 * machines do, {@link io.latchkey.test.LatchkeyTest} brings it into a JUnit test.
 */
@NullMarked
package io.latchkey.test;

import org.jspecify.annotations.NullMarked;
