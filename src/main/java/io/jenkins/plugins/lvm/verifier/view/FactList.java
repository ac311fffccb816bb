package io.jenkins.plugins.lvm.verifier.view;

import java.util.ArrayList;
import java.util.List;

/** Facts in the order in which they are told. */
final class FactList {
    private final List<Fact> facts = new ArrayList<>();

    void add(String name, String value, String note) {
        facts.add(new Fact(name, value, note));
    }

    void add(String name, String value) {
        add(name, value, "");
    }

    List<Fact> facts() {
        return List.copyOf(facts);
    }
}
