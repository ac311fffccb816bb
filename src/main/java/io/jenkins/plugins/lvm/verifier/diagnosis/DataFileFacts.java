package io.jenkins.plugins.lvm.verifier.diagnosis;

/**
 * The file with the sequences, against the one that the checkpoint names.
 *
 * @param recorded path that the trainer was given, or null
 * @param given path of the file used
 * @param recordedDigest SHA-256 of the trainer's file in hex, or null
 * @param givenDigest SHA-256 of the file used; null if it was not taken
 */
public record DataFileFacts(String recorded, String given, String recordedDigest, String givenDigest) {}
