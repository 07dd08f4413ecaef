package io.latchkey.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The named sets of workloads. */
final class Suite {
    private Suite() {}

    static final List<String> NAMES = List.of("writes", "reads", "mixed", "watches", "locks", "all");

    static List<Workload> of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "writes" -> writes();
            case "reads" ->
                List.of(
                        new DataWorkload("reads", 1, 1, 100, 1),
                        new DataWorkload("reads", 16, 1, 100, 1),
                        new DataWorkload("reads", 16, 16, 100, 1));
            case "mixed" ->
                List.of(
                        new DataWorkload("90 % reads", 16, 1, 100, 0.9),
                        new DataWorkload("90 % reads", 16, 16, 100, 0.9));
            case "watches" -> List.of(new WatchWorkload(1_000));
            case "locks" -> List.of(new LockWorkload(1), new LockWorkload(16));
            case "all" -> all();
            default -> throw new IllegalArgumentException("'" + name + "' is none of " + NAMES);
        };
    }

    private static List<Workload> writes() {
        List<Workload> list = new ArrayList<>();
        for (int size : new int[] {100, 1024}) {
            for (int clients : new int[] {1, 16}) {
                for (int depth : new int[] {1, 16}) {
                    list.add(new DataWorkload("writes", clients, depth, size, 0));
                }
            }
        }
        return list;
    }

    private static List<Workload> all() {
        List<Workload> list = new ArrayList<>();
        for (String name : NAMES.subList(0, NAMES.size() - 1)) {
            list.addAll(of(name));
        }
        return list;
    }
}
