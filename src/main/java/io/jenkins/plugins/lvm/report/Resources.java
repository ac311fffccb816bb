package io.jenkins.plugins.lvm.report;

import hudson.model.Hudson;

/** Names of the plugin's own files. */
final class Resources {
    /** Picture of the plugin's links, below the controller's root, for a controller without symbols. */
    private static final String PICTURE = "/plugin/lvm-checkpoint-verifier/images/lvm.svg";
    /** The same as a symbol, which has the colour of the text that it stands beside. */
    private static final String SYMBOL = "symbol-lvm plugin-lvm-checkpoint-verifier";

    private static final boolean HAS_SYMBOLS =
            Hudson.class.getClassLoader().getResource("org/jenkins/ui/symbol/Symbol.class") != null;

    private Resources() {}

    /** The icon of the plugin's links, as this controller takes it. */
    static String icon() {
        return HAS_SYMBOLS ? SYMBOL : PICTURE;
    }
}
