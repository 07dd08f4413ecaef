/** JMH benchmarks of single parts: {@code bin/latchkey-bench jmh} runs them. */
@NullMarked
package io.latchkey.bench.micro;

import org.jspecify.annotations.NullMarked;
