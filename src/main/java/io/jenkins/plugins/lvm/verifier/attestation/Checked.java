package io.jenkins.plugins.lvm.verifier.attestation;

import io.jenkins.plugins.lvm.verifier.attestation.Refusal.Reason;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was signed, or why nobody vouches for it. There is one or the other: what is not vouched for is not read.
 *
 * @param <T> what was signed
 */
public final class Checked<T> {
    private final @Nullable T value;
    private final @Nullable Refusal refusal;

    private Checked(@Nullable T value, @Nullable Refusal refusal) {
        this.value = value;
        this.refusal = refusal;
    }

    static <T> Checked<T> accepted(T value) {
        return new Checked<>(value, null);
    }

    static <T> Checked<T> refused(Reason reason, String sentence) {
        return new Checked<>(null, new Refusal(reason, sentence));
    }

    /** Looks at the signature of a bundle. */
    static Checked<Bundle> of(Bundle bundle, TrustedKey key) {
        if (bundle.namesAnother(key)) {
            return refused(Reason.FOREIGN, "it was signed with another key, " + Bundle.abridged(bundle.hint()));
        }
        if (bundle.isSignedBy(key)) {
            return accepted(bundle);
        }
        return bundle.hint() == null
                ? refused(Reason.FOREIGN, "its signature is not of this key")
                : refused(
                        Reason.CHANGED,
                        "its signature does not fit: what is said has been changed since it was signed");
    }

    <R> Checked<R> map(Function<T, R> reader) {
        return value == null ? new Checked<>(null, refusal) : accepted(reader.apply(value));
    }

    /** Asks further where nothing was refused. */
    public <R> Checked<R> flatMap(Function<T, Checked<R>> further) {
        return value == null ? new Checked<>(null, refusal) : further.apply(value);
    }

    /** Why nobody vouches for it; empty if somebody does. */
    public Optional<Refusal> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** What was signed, where it was not refused. */
    public T value() {
        return Objects.requireNonNull(value, "It was refused.");
    }
}
