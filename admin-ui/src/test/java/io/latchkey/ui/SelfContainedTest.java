package io.latchkey.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The UI runs under a strict Content-Security-Policy and loads nothing from elsewhere. */
class SelfContainedTest {
    private static final Path ROOT = Path.of("src/main/resources/admin-ui");

    @Test
    void no_inline_script_or_style_and_no_foreign_address() throws IOException {
        String index = Files.readString(ROOT.resolve("index.html"));
        assertThat(index)
                .doesNotContainPattern("<script(?![^>]*\\bsrc=)")
                .doesNotContain("<style")
                .doesNotContain("://");
        assertThat(index).doesNotContainPattern("\\son[a-z]+=");
    }

    @Test
    void our_scripts_import_only_our_own_files_that_exist() throws IOException {
        Pattern imports = Pattern.compile("(?:from|import\\()\\s*'([^']+)'");
        try (Stream<Path> files = Files.walk(ROOT.resolve("js"))) {
            for (Path f : files.filter(p -> p.toString().endsWith(".js")).toList()) {
                String script = Files.readString(f);
                imports.matcher(script)
                        .results()
                        .map(m -> m.group(1))
                        .forEach(name -> assertThat(f.resolveSibling(name))
                                .as("%s in %s", name, f)
                                .exists());
                assertThat(script).as("%s", f).doesNotContain("innerHTML").doesNotContain("eval(");
            }
        }
    }
}
