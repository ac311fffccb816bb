package io.jenkins.plugins.checks.api;

public enum ChecksConclusion {
    SUCCESS,
    NEUTRAL,
    FAILURE
}
