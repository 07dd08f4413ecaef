package io.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody has to open a module of the JDK, or to have a journal library. */
@Timeout(120)
class NoFlagsTest {
    private static final String FLAGS = "--add-(opens|exports|modules|reads)=?.*|--patch-module.*|--illegal-access.*";

    @Test
    void the_tests_of_this_module_run_without_flags() {
        assertThat(ManagementFactory.getRuntimeMXBean().getInputArguments())
                .noneMatch(argument -> argument.matches(FLAGS));
        assertThat(System.getProperty("java.class.path")).doesNotContain("chronicle", "picocli", "snakeyaml");
    }

    @Test
    void a_fresh_jvm_without_any_option_runs_it() throws Exception {
        assertThat(java(1))
                .contains("start 1: serving after")
                .contains("start 2: ")
                .doesNotContain("Exception");
    }

    @Test
    void and_three_of_them() throws Exception {
        assertThat(java(3))
                .contains("start 1: serving after")
                .contains("start 2: ")
                .doesNotContain("Exception");
    }

    private static String java(int servers) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        classPath(),
                        StartUp.class.getName(),
                        "2",
                        Integer.toString(servers))
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(said).isZero();
        System.out.println(said);
        return said;
    }

    /** Without what only tests of this module need. */
    private static String classPath() {
        List<String> all = Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
        return String.join(
                File.pathSeparator,
                all.stream()
                        .filter(entry -> !entry.matches(".*(junit|logback|curator|zookeeper|archunit|assertj).*\\.jar"))
                        .toList());
    }
}
