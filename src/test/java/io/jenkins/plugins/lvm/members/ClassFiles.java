package io.jenkins.plugins.lvm.members;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Members of classes on the class path, read from their class files without loading them. */
final class ClassFiles {
    private final Map<String, Declared> read = new HashMap<>();

    /**
     * What a class file declares.
     *
     * @param access its own modifiers
     * @param supertypes internal names of superclass and interfaces
     * @param members modifiers by {@code name(descriptor)} or {@code name:descriptor}
     */
    record Declared(int access, List<String> supertypes, Map<String, Integer> members) {}

    /** Reads a class; null if it is not on the class path. */
    Declared find(final String internalName) {
        return read.computeIfAbsent(internalName, ClassFiles::read);
    }

    /** Says whether a class or one of its supertypes declares a member. */
    boolean has(final String internalName, final String member) {
        final Declared declared = find(internalName);
        return declared != null
                && (declared.members().containsKey(member)
                        || declared.supertypes().stream().anyMatch(type -> has(type, member)));
    }

    private static Declared read(final String internalName) {
        try (InputStream in = ClassFiles.class.getClassLoader().getResourceAsStream(internalName + ".class")) {
            return in == null ? null : declared(new ClassReader(in));
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Declared declared(final ClassReader reader) {
        final Map<String, Integer> members = new HashMap<>();
        reader.accept(
                new ClassVisitor(Opcodes.ASM9) {
                    @Override
                    public MethodVisitor visitMethod(
                            final int access,
                            final String name,
                            final String descriptor,
                            final String signature,
                            final String[] exceptions) {
                        members.put(name + descriptor, access);
                        return null;
                    }

                    @Override
                    public FieldVisitor visitField(
                            final int access,
                            final String name,
                            final String descriptor,
                            final String signature,
                            final Object value) {
                        members.put(name + ":" + descriptor, access);
                        return null;
                    }
                },
                ClassReader.SKIP_CODE);
        final List<String> supertypes = new ArrayList<>(List.of(reader.getInterfaces()));
        if (reader.getSuperName() != null) {
            supertypes.add(reader.getSuperName());
        }
        return new Declared(reader.getAccess(), supertypes, members);
    }
}
