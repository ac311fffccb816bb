package io.jenkins.plugins.lvm.verifier.model;

/**
 * How well the products of a pass agreed with random projections of them, relative to their size.
 *
 * @param largest difference of a row
 * @param tolerance difference that was in order
 */
public record ProductAgreement(double largest, double tolerance) {}
