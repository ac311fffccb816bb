package io.jenkins.plugins.lvm.verifier.view;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Facts in the order in which they are told. */
final class FactList {
    private final List<Fact> facts = new ArrayList<>();

    void add(String name, @Nullable String value, @Nullable String note) {
        facts.add(new Fact(name, value, note));
    }

    void add(String name, @Nullable String value) {
        add(name, value, "");
    }

    List<Fact> facts() {
        return List.copyOf(facts);
    }
}
