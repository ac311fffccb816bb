package io.jenkins.plugins.lvm.verifier.diagnosis;

import org.jspecify.annotations.Nullable;

/**
 * The file with the sequences, against the one that the checkpoint names.
 *
 * @param recorded path that the trainer was given; null if the checkpoint records none
 * @param given path of the file used
 * @param recordedDigest SHA-256 of the trainer's file in hex; null if the checkpoint records none
 * @param givenDigest SHA-256 of the file used; null if it was not taken
 */
public record DataFileFacts(
        @Nullable String recorded, String given, @Nullable String recordedDigest, @Nullable String givenDigest) {}
