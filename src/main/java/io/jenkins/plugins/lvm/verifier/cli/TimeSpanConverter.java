package io.jenkins.plugins.lvm.verifier.cli;

import io.jenkins.plugins.lvm.verifier.attestation.TimeSpan;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration. */
final class TimeSpanConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String value) {
        return TimeSpan.parse(value)
                .orElseThrow(
                        () -> new TypeConversionException("'" + value + "' is not a time such as 7d, 12h, 30m or 90s"));
    }
}
