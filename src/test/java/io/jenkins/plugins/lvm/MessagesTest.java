package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Reads every error message in the source: a message is a full sentence with a full stop, and so is the hint that says what to do;
 * where a message has no hint of its own, that of its reason is shown. What a message is put together from is followed to its literals; what comes from elsewhere is read where it is written.
 */
class MessagesTest {
    private static final Path SOURCES = Path.of(System.getProperty("basedir", "."), "src/main/java");

    /** Calls that make an error of a message and a hint. */
    private static final Set<String> FACTORIES = Set.of("unreadable", "refused");

    /** Where {@code refused} takes the rest of a sentence that begins with a file's name. */
    private static final Set<String> SENTENCES_OF_FILES = Set.of("checkpoint", "pickle", "format", "onnx");

    @Test
    void everyMessageIsASentenceWithAHint() throws IOException {
        List<Message> messages = messages();

        assertThat(messages).hasSizeGreaterThan(100);
        assertThat(messages.stream().flatMap(Message::faults)).isEmpty();
    }

    /**
     * A message as it stands in the source.
     *
     * @param predicate whether it goes on after a file's name, and so does not begin with a capital
     */
    private record Message(String place, ExpressionTree text, ExpressionTree hint, boolean predicate) {

        Stream<String> faults() {
            List<String> faults = new ArrayList<>();
            check(text, predicate, faults);
            if (hint != null) {
                check(hint, false, faults);
            }
            return faults.stream();
        }

        private void check(ExpressionTree sentence, boolean goesOn, List<String> faults) {
            for (String end : ends(sentence, false)) {
                if (!end.stripTrailing().matches("(?s).*[.?]")) {
                    faults.add(place + ": no full stop: " + end);
                }
            }
            for (String start : ends(sentence, true)) {
                if (!goesOn && !start.isEmpty() && Character.isLowerCase(start.codePointAt(0))) {
                    faults.add(place + ": does not begin as a sentence: " + start);
                }
            }
            for (String text : ends(sentence, false)) {
                if (text.matches("(?s).*\\bis no [a-z].*")) {
                    faults.add(place + ": say what it is not: " + text);
                }
            }
        }

        /** The literals that an expression may end with, or begin with; none where it does with something else. */
        private static List<String> ends(ExpressionTree tree, boolean first) {
            if (tree instanceof LiteralTree literal && literal.getValue() instanceof String text) {
                return List.of(text);
            }
            if (tree instanceof BinaryTree sum) {
                return ends(first ? sum.getLeftOperand() : sum.getRightOperand(), first);
            }
            if (tree instanceof ParenthesizedTree inner) {
                return ends(inner.getExpression(), first);
            }
            if (tree instanceof ConditionalExpressionTree choice) {
                return Stream.of(choice.getTrueExpression(), choice.getFalseExpression())
                        .flatMap(branch -> ends(branch, first).stream())
                        .filter(text -> !text.isEmpty())
                        .toList();
            }
            if (tree instanceof MethodInvocationTree call
                    && name(call.getMethodSelect()).equals("format")) {
                return call.getArguments().stream()
                        .filter(argument -> argument instanceof LiteralTree)
                        .limit(1)
                        .flatMap(format -> ends(format, first).stream())
                        .map(format -> first && format.startsWith("%") ? "" : format)
                        .toList();
            }
            return List.of();
        }
    }

    private static List<Message> messages() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Message> messages = new ArrayList<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Files.walk(SOURCES)) {
            List<Path> java =
                    sources.filter(file -> file.toString().endsWith(".java")).toList();
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(java));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                unit.accept(new Reader(unit, positions, messages), null);
            }
        }
        return messages;
    }

    private static String name(ExpressionTree method) {
        return method instanceof MemberSelectTree select
                ? select.getIdentifier().toString()
                : method.toString();
    }

    /** Collects the messages of a file. */
    private static final class Reader extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Message> messages;

        Reader(CompilationUnitTree unit, SourcePositions positions, List<Message> messages) {
            this.unit = unit;
            this.positions = positions;
            this.messages = messages;
        }

        @Override
        public Void visitNewClass(NewClassTree created, Void nothing) {
            if (created.getIdentifier().toString().equals("VerifierException")) {
                add(created, created.getArguments(), 1, false);
            }
            return super.visitNewClass(created, null);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void nothing) {
            String name = name(call.getMethodSelect());
            boolean ofFile = name.equals("refused");
            if (FACTORIES.contains(name)
                    && !call.getArguments().isEmpty()
                    && (!ofFile || SENTENCES_OF_FILES.contains(room()))) {
                add(call, call.getArguments(), 0, ofFile);
            }
            return super.visitMethodInvocation(call, null);
        }

        private String room() {
            return Path.of(unit.getSourceFile().getName())
                    .getParent()
                    .getFileName()
                    .toString();
        }

        private void add(Tree at, List<? extends ExpressionTree> arguments, int message, boolean predicate) {
            LineMap lines = unit.getLineMap();
            String file = Path.of(unit.getSourceFile().getName()).getFileName().toString();
            messages.add(new Message(
                    file + ":" + lines.getLineNumber(positions.getStartPosition(unit, at)),
                    arguments.get(message),
                    arguments.size() > message + 1 ? arguments.get(message + 1) : null,
                    predicate));
        }
    }
}
