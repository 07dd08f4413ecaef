package io.latchkey.ui;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every word of the UI exists in every language, with the same gaps to fill, and none is left over. */
class DictionariesTest {
    private static final Path ROOT = Path.of("src/main/resources/admin-ui");
    private static final Pattern ENTRY =
            Pattern.compile("^\\s*\"([^\"]+)\": \"((?:[^\"\\\\]|\\\\.)*)\",?$", Pattern.MULTILINE);
    private static final Pattern GAP = Pattern.compile("\\{\\w+}");
    /** A whole key: {@code t('key')}; or the start of one that is put together: {@code t(`role.${role}`)}. */
    private static final Pattern WHOLE = Pattern.compile("'([a-z]+(?:\\.[A-Za-z]+)*)'");

    private static final Pattern PREFIX = Pattern.compile("`([a-z]+\\.)\\$\\{");

    private static Map<String, String> words(String language) throws IOException {
        String json = Files.readString(ROOT.resolve("i18n").resolve(language + ".json"));
        Map<String, String> words = new TreeMap<>();
        for (MatchResult m : ENTRY.matcher(json).results().toList()) {
            assertThat(words.put(m.group(1), m.group(2)))
                    .as("%s twice in %s", m.group(1), language)
                    .isNull();
        }
        assertThat(words)
                .hasSize((int) json.lines().filter(l -> l.contains("\": \"")).count());
        return words;
    }

    private static String scripts() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("js"))) {
            StringBuilder all = new StringBuilder();
            for (Path f : files.filter(p -> p.toString().endsWith(".js")).toList()) {
                all.append(Files.readString(f)).append('\n');
            }
            return all.toString();
        }
    }

    private static Set<String> gaps(String text) {
        return GAP.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void both_languages_have_the_same_keys_and_gaps() throws IOException {
        Map<String, String> en = words("en");
        Map<String, String> zh = words("zh");
        assertThat(zh.keySet()).isEqualTo(en.keySet());
        en.forEach((key, text) -> assertThat(gaps(zh.get(key))).as(key).isEqualTo(gaps(text)));
    }

    @Test
    void every_key_that_is_asked_for_exists_and_none_is_unused() throws IOException {
        String scripts = scripts();
        Set<String> known = words("en").keySet();
        Set<String> whole =
                WHOLE.matcher(scripts).results().map(m -> m.group(1)).collect(Collectors.toSet());
        Set<String> prefixes =
                PREFIX.matcher(scripts).results().map(m -> m.group(1)).collect(Collectors.toSet());

        Set<String> asked = Pattern.compile("\\bt\\('([^']+)'")
                .matcher(scripts)
                .results()
                .map(m -> m.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(known).as("asked for with t('...')").containsAll(asked);
        assertThat(prefixes).isNotEmpty().allSatisfy(p -> assertThat(known).anyMatch(k -> k.startsWith(p)));

        Set<String> unused = new TreeSet<>(known);
        unused.removeAll(whole);
        unused.removeIf(k -> prefixes.stream().anyMatch(k::startsWith));
        assertThat(unused).as("words that no script asks for").isEmpty();
    }
}
