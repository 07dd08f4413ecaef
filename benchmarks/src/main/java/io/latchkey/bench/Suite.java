package io.latchkey.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/** The named sets of workloads; each target gets a workload of its own from the supplier. */
final class Suite {
    private Suite() {}

    static final List<String> NAMES = List.of("reads", "mixed", "writes", "watches", "locks", "all");

    static List<Supplier<Workload>> of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "writes" -> writes();
            case "reads" ->
                List.of(
                        () -> new DataWorkload("reads", 1, 1, 100, 1),
                        () -> new DataWorkload("reads", 16, 1, 100, 1),
                        () -> new DataWorkload("reads", 16, 16, 100, 1));
            case "mixed" ->
                List.of(
                        () -> new DataWorkload("90 % reads", 16, 1, 100, 0.9),
                        () -> new DataWorkload("90 % reads", 16, 16, 100, 0.9));
            case "watches" -> List.of(() -> new WatchWorkload(1_000));
            case "locks" -> List.of(() -> new LockWorkload(1), () -> new LockWorkload(16));
            case "all" -> all();
            default ->
                throw new IllegalArgumentException(
                        "'" + name + "' is no suite; these are: " + String.join(", ", NAMES));
        };
    }

    private static List<Supplier<Workload>> writes() {
        List<Supplier<Workload>> list = new ArrayList<>();
        for (int size : List.of(100, 1024)) {
            for (int clients : List.of(1, 16)) {
                for (int depth : List.of(1, 16)) {
                    list.add(() -> new DataWorkload("writes", clients, depth, size, 0));
                }
            }
        }
        return list;
    }

    private static List<Supplier<Workload>> all() {
        List<Supplier<Workload>> list = new ArrayList<>();
        for (String name : NAMES.subList(0, NAMES.size() - 1)) {
            list.addAll(of(name));
        }
        return list;
    }
}
