package io.jenkins.plugins.lvm.verifier.model;

import java.util.List;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * What libtorch prints on its own, for its developers. Elsewhere {@code bin/lvm-verify} or the step leaves it out of what people read; a batch
 * file cannot, so that on Windows the library is told to keep it to itself. It reads no setting for that where there is no Python, but its least
 * severity is a variable that it exports.
 */
public final class NativeMessages {
    private static final String PROPERTY = "lvm.nativeMessages";
    private static final String ALL = "all";
    /** As compilers on Linux and macOS name the variable, and as Microsoft's does. */
    private static final List<String> LEAST_SEVERITY =
            List.of("FLAGS_caffe2_log_level", "?FLAGS_caffe2_log_level@@3HA");

    private static final int ERROR = 2;

    private NativeMessages() {}

    /** From now on everything is to be shown. */
    public static void showAll() {
        System.setProperty(PROPERTY, ALL);
    }

    /** Leaves out what is no error, where nobody else does and nobody wants to see it. The library has to be loaded. */
    static void leaveOutWhereNobodyElseDoes() {
        if (Machine.isWindows() && !ALL.equals(System.getProperty(PROPERTY))) {
            errorsOnly();
        }
    }

    /**
     * Leaves out what is no error. Not for Linux, where looking for a variable holds a lock that a library waits for which is being loaded.
     *
     * @return whether the library took notice
     */
    static boolean errorsOnly() {
        try {
            Loader.load(Pointer.class);
            for (String name : LEAST_SEVERITY) {
                Pointer found = Loader.addressof(name);
                if (found != null) {
                    new IntPointer(found).put(ERROR);
                    return true;
                }
            }
        } catch (LinkageError e) {
            // What is printed is a nuisance; it is no reason not to verify.
            return false;
        }
        return false;
    }
}
