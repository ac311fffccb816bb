package io.jenkins.plugins.lvm.verifier.view;

import org.jspecify.annotations.Nullable;

/** A name and its value, and a remark that may be empty. */
public final class Fact {
    private final String name;
    private final String value;
    private final String note;

    /** A value or a note that is null is shown as absent. */
    public Fact(String name, @Nullable String value, @Nullable String note) {
        this.name = name;
        this.value = value == null ? NumberFormats.NONE : value;
        this.note = note == null ? "" : note;
    }

    public String getName() {
        return name;
    }

    public String getValue() {
        return value;
    }

    public String getNote() {
        return note;
    }
}
