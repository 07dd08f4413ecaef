package io.latchkey.zab.tree;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/b", "/...", "/a..", "/..a", "/.a/b.", "/ä/中文", "/a b"})
    void these_are_paths(String path) {
        assertThat(ZPath.problem(path)).isNull();
        assertThat(ZPath.isValid(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a/b",
                "//",
                "/a/",
                "/a//b",
                "//a",
                "/.",
                "/..",
                "/a/.",
                "/a/./b",
                "/a/../b",
                "/../a",
                "/\0",
                "/a\u0001",
                "/\u001f",
                "/\u007f",
                "/\u009f",
                "/\ud83d\ude00",
                "/\ue000",
                "/\uf8ff",
                "/\ufff0",
                "/\uffff"
            })
    void these_are_no_paths(String path) {
        assertThat(ZPath.problem(path)).isNotNull();
        assertThat(ZPath.isValid(path)).isFalse();
    }

    @Test
    void characters_next_to_the_forbidden_ones_are_allowed() {
        assertThat(ZPath.isValid("/ ~\u00a0\ud7ff\uf900\uffef")).isTrue();
    }

    @Test
    void a_path_may_be_as_long_as_the_bound_and_no_longer() {
        assertThat(ZPath.isValid("/" + "a".repeat(ZPath.LENGTH_MAX - 1))).isTrue();
        assertThat(ZPath.isValid("/" + "a".repeat(ZPath.LENGTH_MAX))).isFalse();
        assertThat(ZPath.isValid("/a".repeat(ZPath.LENGTH_MAX / 2))).isTrue();
    }

    @Test
    void a_name_is_one_part_of_a_path() {
        assertThat(ZPath.nameProblem("a")).isNull();
        assertThat(ZPath.nameProblem("")).isNotNull();
        assertThat(ZPath.nameProblem("a/b")).isNotNull();
        assertThat(ZPath.nameProblem("..")).isNotNull();
    }

    @Test
    void paths_come_apart_and_together() {
        assertThat(ZPath.parent("/a/b")).isEqualTo("/a");
        assertThat(ZPath.parent("/a")).isEqualTo("/");
        assertThat(ZPath.parent("/")).isEqualTo("/");
        assertThat(ZPath.name("/a/b")).isEqualTo("b");
        assertThat(ZPath.name("/")).isEmpty();
        assertThat(ZPath.child("/", "a")).isEqualTo("/a");
        assertThat(ZPath.child("/a", "b")).isEqualTo("/a/b");
        assertThat(ZPath.depth("/")).isZero();
        assertThat(ZPath.depth("")).isZero();
        assertThat(ZPath.depth("/a/b")).isEqualTo(2);
    }

    @Test
    void a_sibling_with_the_same_prefix_is_not_below() {
        assertThat(ZPath.isAtOrBelow("/p", "/p")).isTrue();
        assertThat(ZPath.isAtOrBelow("/p/x", "/p")).isTrue();
        assertThat(ZPath.isAtOrBelow("/px", "/p")).isFalse();
        assertThat(ZPath.isAtOrBelow("/px", "/")).isTrue();
    }
}
