package io.latchkey.zab.sim;

import java.util.Locale;
import java.util.stream.Collectors;

/** A failing plan as a test, ready to paste into SimulationTest. */
final class JUnitText {
    private JUnitText() {}

    static String of(Plan plan, Finding finding) {
        Setup setup = plan.setup();
        return """
                /** %s */
                @Test
                void seed_%s_%s() {
                    run(new Plan(
                            new Setup(%dL, %d, %d, Weather.%s),
                            %d,
                            List.of(%s),
                            List.of(%s),
                            %s));
                }
                """.formatted(
                        finding.what().replace("*/", "* /"),
                        String.valueOf(setup.seed()).replace('-', '_'),
                        name(finding.by()),
                        setup.seed(),
                        setup.nodes(),
                        setup.observers(),
                        setup.weather(),
                        plan.harmMs(),
                        plan.blows().stream().map(JUnitText::text).collect(Collectors.joining(",")),
                        plan.clients().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                        plan.operationsMax() == Integer.MAX_VALUE ? "Integer.MAX_VALUE" : plan.operationsMax());
    }

    private static String text(Blow blow) {
        return "\n                    new Blow(" + blow.atMs() + ", Harm." + blow.harm() + ", " + blow.luck() + ")";
    }

    private static String name(String by) {
        return by.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
    }
}
