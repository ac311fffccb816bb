package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.format.NamePattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Patterns such as {@code epoch_*.pt}. */
final class NamePatternConverter implements ITypeConverter<NamePattern> {
    @Override
    public NamePattern convert(String value) {
        try {
            return NamePattern.of(value);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
