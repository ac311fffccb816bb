package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One of several parts of the validation rows.
 *
 * @param index which one, from 1
 * @param count how many there are
 */
public record Shard(int index, int count) {
    /** More parts than anybody has machines for. */
    public static final int MOST = 1000;

    private static final Pattern WRITTEN = Pattern.compile("(\\d{1,4})\\s*/\\s*(\\d{1,4})");

    /**
     * Reads {@code 2/5}.
     *
     * @throws VerifierException if it is something else
     */
    public static @Nullable Shard of(@Nullable String written) {
        if (written == null) {
            return null;
        }
        Matcher matcher = WRITTEN.matcher(written.strip());
        Shard shard = matcher.matches()
                ? new Shard(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)))
                : new Shard(0, 0);
        if (!shard.isSound()) {
            throw new VerifierException(
                    Reason.USAGE,
                    "The shard '" + written + "' is not a part of the rows.",
                    "Write 2/5 for the second of five, of at most " + MOST + " parts.");
        }
        return shard;
    }

    boolean isSound() {
        return index >= 1 && index <= count && count <= MOST;
    }

    @Override
    public String toString() {
        return index + "/" + count;
    }
}
