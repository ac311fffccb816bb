package io.jenkins.plugins.lvm.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.kohsuke.stapler.HttpResponses;
import org.kohsuke.stapler.Stapler;

/**
 * The answer to the request at hand. A current Jenkins has it in a type of the Jakarta servlet API, the oldest controller that the plugin
 * is tested on in one of its predecessor; both have the same methods, and web methods here need neither type.
 */
final class WebAnswer {
    private static final MethodHandle RESPONSE = current("getCurrentResponse");
    private static final MethodHandle REQUEST = current("getCurrentRequest");
    private static final MethodHandle CONTENT_TYPE = of("setContentType", 1);
    private static final MethodHandle HEADER = of("setHeader", 2);
    private static final MethodHandle STREAM = of("getOutputStream", 0);
    private static final MethodHandle COMPRESSED = of("getCompressedWriter", 1);

    private final Object response = invoke(RESPONSE);

    private WebAnswer(String type) {
        invoke(CONTENT_TYPE, response, type);
        invoke(HEADER, response, "X-Content-Type-Options", "nosniff");
    }

    /** Answers with a file to keep, or with 404 where there is none. */
    static void file(String type, String name, Path file) throws IOException {
        if (!Files.exists(file)) {
            throw HttpResponses.notFound();
        }
        WebAnswer answer = new WebAnswer(type);
        invoke(HEADER, answer.response, "Content-Disposition", "attachment; filename=\"" + name + "\"");
        try (OutputStream out = (OutputStream) invoke(STREAM, answer.response)) {
            Files.copy(file, out);
        }
    }

    /**
     * Starts an answer in text, compressed where the browser takes that.
     *
     * @param type with its charset
     */
    static Writer text(String type) {
        WebAnswer answer = new WebAnswer(type);
        return (Writer) invoke(COMPRESSED, answer.response, invoke(REQUEST));
    }

    private static MethodHandle current(String name) {
        return handle(Arrays.stream(Stapler.class.getMethods())
                .filter(method ->
                        method.getName().equals(name + "2") || method.getName().equals(name))
                .max((one, other) -> one.getName().compareTo(other.getName()))
                .orElseThrow());
    }

    private static MethodHandle of(String name, int parameters) {
        return handle(Arrays.stream(RESPONSE.type().returnType().getMethods())
                .filter(method -> method.getName().equals(name) && method.getParameterCount() == parameters)
                .findFirst()
                .orElseThrow());
    }

    private static MethodHandle handle(Method method) {
        try {
            return MethodHandles.publicLookup().unreflect(method);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object invoke(MethodHandle method, Object... arguments) {
        try {
            return method.invokeWithArguments(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
