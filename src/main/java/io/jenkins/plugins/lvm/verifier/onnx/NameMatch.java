package io.jenkins.plugins.lvm.verifier.onnx;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * How names in a checkpoint become names in a graph: they are the same, or one side has the name of an outer module before all of them,
 * as a checkpoint of Lightning has where the inner module was exported.
 *
 * @param cut what the checkpoint's names begin with in addition
 * @param added what the graph's names begin with in addition
 */
record NameMatch(String cut, String added) {

    /** The first way that gives every tensor a name in the graph; the same names if none does. */
    static NameMatch of(Set<String> inCheckpoint, Set<String> inGraph) {
        NameMatch same = new NameMatch("", "");
        if (inCheckpoint.isEmpty() || inCheckpoint.stream().anyMatch(inGraph::contains)) {
            return same;
        }
        List<NameMatch> ways = new ArrayList<>();
        String first = inCheckpoint.iterator().next();
        for (int dot = first.indexOf('.'); dot >= 0; dot = first.indexOf('.', dot + 1)) {
            ways.add(new NameMatch(first.substring(0, dot + 1), ""));
        }
        inGraph.stream()
                .filter(name -> name.endsWith("." + first))
                .map(name -> name.substring(0, name.length() - first.length()))
                .forEach(prefix -> ways.add(new NameMatch("", prefix)));
        return ways.stream()
                .filter(way -> inCheckpoint.stream()
                        .allMatch(name -> name.startsWith(way.cut()) && inGraph.contains(way.inGraph(name))))
                .findFirst()
                .orElse(same);
    }

    /** The name in the graph of a tensor of the checkpoint. */
    String inGraph(String name) {
        return added + name.substring(name.startsWith(cut) ? cut.length() : 0);
    }
}
