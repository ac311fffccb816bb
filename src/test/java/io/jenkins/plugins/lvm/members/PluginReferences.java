package io.jenkins.plugins.lvm.members;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.commons.ClassRemapper;
import org.objectweb.asm.commons.Remapper;

/** What the plugin's bytecode refers to in Jenkins: {@code type TAB member}, and {@code type TAB <type>} for a type itself. */
final class PluginReferences {
    private static final Pattern JENKINS =
            Pattern.compile("(hudson|jenkins|org/jenkinsci|org/kohsuke/stapler|com/cloudbees)/.*");
    private static final String OWN = "io/jenkins/plugins/lvm/";

    private final ClassFiles classFiles;
    private final SortedMap<String, Set<String>> users = new TreeMap<>();

    private PluginReferences(final ClassFiles classFiles) {
        this.classFiles = classFiles;
    }

    /** Each reference with the names of the classes that make it. */
    static SortedMap<String, Set<String>> of(final Path classes, final ClassFiles classFiles) throws IOException {
        final PluginReferences references = new PluginReferences(classFiles);
        try (Stream<Path> files = Files.walk(classes)) {
            for (final Path file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                references.collect(new ClassReader(Files.readAllBytes(file)));
            }
        }
        return references.users;
    }

    private void collect(final ClassReader reader) {
        final String user = reader.getClassName().replace('/', '.');
        final Remapper collector = new Remapper() {
            @Override
            public String map(final String internalName) {
                add(user, internalName, "<type>");
                return internalName;
            }

            @Override
            public String mapMethodName(final String owner, final String name, final String descriptor) {
                add(user, owner, name + descriptor);
                return name;
            }

            @Override
            public String mapFieldName(final String owner, final String name, final String descriptor) {
                add(user, owner, name + ":" + descriptor);
                return name;
            }
        };
        reader.accept(new ClassRemapper(new ClassWriter(0), collector), ClassReader.SKIP_DEBUG);
    }

    private void add(final String user, final String owner, final String member) {
        if (JENKINS.matcher(owner).matches()) {
            users.computeIfAbsent(owner.replace('/', '.') + "\t" + member, key -> new TreeSet<>())
                    .add(user);
        } else if (owner.startsWith(OWN) && !member.equals("<type>")) {
            final ClassFiles.Declared declared = classFiles.find(owner);
            if (!declared.members().containsKey(member)) {
                // Inherited: the compiler names the class at hand, and the member is a supertype's.
                declared.supertypes().stream()
                        .filter(type -> type.startsWith(OWN) || classFiles.has(type, member))
                        .forEach(type -> add(user, type, member));
            }
        }
    }
}
