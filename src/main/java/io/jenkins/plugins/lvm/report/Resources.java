package io.jenkins.plugins.lvm.report;

/** Paths of the plugin's own files below the controller's root. */
final class Resources {
    /** Picture of the plugin's links. */
    static final String ICON = "/plugin/lvm-checkpoint-verifier/images/lvm.svg";

    private Resources() {}
}
