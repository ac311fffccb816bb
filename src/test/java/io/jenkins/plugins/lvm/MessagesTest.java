package io.jenkins.plugins.lvm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ConditionalExpressionTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.NewClassTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Reads every error message in the source, of the engine, of the command line's options and of the Jenkins steps: a message is a full
 * sentence with a full stop, and so is the hint that says what to do; where a message of the engine has no hint of its own, that of its
 * reason is shown. What a message is put together from is followed to its literals, through variables and methods of its file; what comes
 * from elsewhere is read where it is written.
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

        assertThat(messages).hasSizeGreaterThan(400);
        assertThat(messages)
                .filteredOn(message -> message.kind() == Kind.WITH_HINT)
                .hasSizeGreaterThan(80);
        assertThat(messages.stream().flatMap(Message::faults)).isEmpty();
    }

    /** What shows its text as it is, hint included, and which of its arguments that is. */
    private static final Map<String, Integer> TEXTS = Map.of(
            "AbortException", 0,
            "AgentLostException", 0,
            "ParameterException", 1,
            "FormValidation.error", 0,
            "FormValidation.warning", 0);

    /** Errors whose texts users read in these rooms, at the end of a build or beside a field of a form. */
    private static final Set<String> ARGUMENT_ERRORS = Set.of("IllegalArgumentException", "IllegalStateException");

    private static final Set<String> ROOMS_OF_ARGUMENT_ERRORS = Set.of("step", "report", "contract", "gate", "cli");

    /** Their texts end a sentence that begins elsewhere. */
    private static final Set<String> FRAGMENTS =
            Set.of("ReportShape.java", "ReportReader.java", "AgentJson.java", "InspectionAnswer.java");

    /** A second sentence, or a first one that says what to do. */
    private static final Pattern HINT = Pattern.compile(
            "(?s).*[.…?] [A-Z].*|.*[:;,] (?:so )?(?:choose|name|use|give|write) .*|(?:Name|Give|Write|Say|Choose) .*|.*[.…] …");

    /** Verdicts, which are no faults: of a verification, and of the deploy gate. */
    private static final Pattern VERDICT = Pattern.compile(
            "(?s)…|All checkpoints passed\\.|Not every checkpoint that matched was verified\\.|… of … checkpoints are .*"
                    + "|The deploy gate refused .*");

    /**
     * A message as it stands in the source.
     *
     * @param texts what it may say; {@code …} stands for what is known at run time only
     * @param hints what may be said of what to do; null where the reason's own hint is shown
     * @param kind how it is read
     */
    private record Message(String place, List<String> texts, List<String> hints, Kind kind) {

        Stream<String> faults() {
            List<String> faults = new ArrayList<>();
            texts.forEach(text -> check(text, kind == Kind.PREDICATE || kind == Kind.FRAGMENT, faults));
            if (hints != null) {
                hints.forEach(hint -> check(hint, false, faults));
            }
            if (kind == Kind.WITH_HINT) {
                texts.stream()
                        .filter(text -> !HINT.matcher(text).matches()
                                && !VERDICT.matcher(text).matches())
                        .forEach(text -> faults.add(place + ": no hint: " + text));
            }
            return faults.stream();
        }

        private void check(String text, boolean goesOn, List<String> faults) {
            if (kind != Kind.FRAGMENT && !text.stripTrailing().matches("(?s).*[.?…]|")) {
                faults.add(place + ": no full stop: " + text);
            }
            if (!goesOn && text.matches("(?s)[a-z]+(?![a-zA-Z]).*")) {
                faults.add(place + ": does not begin as a sentence: " + text);
            }
            if (text.matches("(?s).*(?<![Tt]here )\\bis no [a-z].*")) {
                faults.add(place + ": say what it is not: " + text);
            }
        }
    }

    /** How a message is read. */
    private enum Kind {
        /** A sentence; the hint is told apart from it. */
        SENTENCE,
        /** It goes on after a file's name, and so does not begin with a capital. */
        PREDICATE,
        /** It ends a sentence that is begun elsewhere, and ended there, too. */
        FRAGMENT,
        /** The hint is a part of it. */
        WITH_HINT
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

    /** What expressions of a file may say, followed through its own variables and methods. */
    private static final class Texts extends TreeScanner<Void, Void> {
        private static final int DEEPEST = 6;

        private final Map<String, List<ExpressionTree>> returned = new HashMap<>();
        private final Map<String, ExpressionTree> variables = new HashMap<>();
        private final Deque<String> methods = new ArrayDeque<>();

        @Override
        public Void visitMethod(MethodTree method, Void nothing) {
            methods.push(method.getName().toString());
            super.visitMethod(method, null);
            methods.pop();
            return null;
        }

        @Override
        public Void visitReturn(ReturnTree result, Void nothing) {
            if (!methods.isEmpty() && result.getExpression() != null) {
                returned.computeIfAbsent(methods.peek(), name -> new ArrayList<>())
                        .add(result.getExpression());
            }
            return super.visitReturn(result, null);
        }

        @Override
        public Void visitVariable(VariableTree variable, Void nothing) {
            if (variable.getInitializer() != null) {
                variables.put(methods.peek() + " " + variable.getName(), variable.getInitializer());
            }
            return super.visitVariable(variable, null);
        }

        /** @param method that the expression stands in */
        List<String> of(ExpressionTree tree, String method, int depth) {
            if (depth > DEEPEST) {
                return List.of("…");
            }
            if (tree instanceof LiteralTree literal) {
                return List.of(
                        literal.getValue() == null ? "…" : literal.getValue().toString());
            }
            if (tree instanceof BinaryTree sum && sum.getKind() == Tree.Kind.PLUS) {
                List<String> ends = of(sum.getRightOperand(), method, depth);
                return of(sum.getLeftOperand(), method, depth).stream()
                        .flatMap(start -> ends.stream().map(end -> start + end))
                        .toList();
            }
            if (tree instanceof ParenthesizedTree inner) {
                return of(inner.getExpression(), method, depth);
            }
            if (tree instanceof ConditionalExpressionTree choice) {
                return Stream.of(choice.getTrueExpression(), choice.getFalseExpression())
                        .flatMap(branch -> of(branch, method, depth).stream())
                        .toList();
            }
            if (tree instanceof IdentifierTree known) {
                ExpressionTree value = variables.getOrDefault(
                        method + " " + known.getName(), variables.get("null " + known.getName()));
                return value == null ? List.of("…") : of(value, method, depth + 1);
            }
            if (tree instanceof MethodInvocationTree call) {
                return ofCall(call, depth);
            }
            return List.of("…");
        }

        private List<String> ofCall(MethodInvocationTree call, int depth) {
            ExpressionTree called = call.getMethodSelect();
            if (called.toString().equals("String.format")) {
                return call.getArguments().stream()
                        .filter(argument -> argument instanceof LiteralTree)
                        .limit(1)
                        .map(format -> String.valueOf(((LiteralTree) format).getValue())
                                .replaceAll("%[^a-z%]*[a-z]", "…"))
                        .toList();
            }
            if (called instanceof IdentifierTree own
                    && returned.containsKey(own.getName().toString())) {
                String name = own.getName().toString();
                return returned.get(name).stream()
                        .flatMap(value -> of(value, name, depth + 1).stream())
                        .toList();
            }
            return List.of("…");
        }
    }

    /** Collects the messages of a file. */
    private static final class Reader extends TreeScanner<Void, Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final List<Message> messages;
        private final Texts texts = new Texts();
        private String method = "null";

        Reader(CompilationUnitTree unit, SourcePositions positions, List<Message> messages) {
            this.unit = unit;
            this.positions = positions;
            this.messages = messages;
            unit.accept(texts, null);
        }

        @Override
        public Void visitMethod(MethodTree inside, Void nothing) {
            String outer = method;
            method = inside.getName().toString();
            super.visitMethod(inside, null);
            method = outer;
            return null;
        }

        @Override
        public Void visitNewClass(NewClassTree created, Void nothing) {
            String type = created.getIdentifier().toString();
            if (type.equals("VerifierException")) {
                add(created, created.getArguments(), 1, Kind.SENTENCE);
            } else if (TEXTS.containsKey(type)) {
                add(created, created.getArguments().subList(TEXTS.get(type), TEXTS.get(type) + 1), 0, Kind.WITH_HINT);
            } else if (ARGUMENT_ERRORS.contains(type)
                    && ROOMS_OF_ARGUMENT_ERRORS.contains(room())
                    && !created.getArguments().isEmpty()) {
                add(
                        created,
                        created.getArguments().subList(0, 1),
                        0,
                        FRAGMENTS.contains(file())
                                ? Kind.FRAGMENT
                                : type.equals("IllegalArgumentException") ? Kind.WITH_HINT : Kind.SENTENCE);
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
                add(call, call.getArguments(), 0, ofFile ? Kind.PREDICATE : Kind.SENTENCE);
            }
            if (TEXTS.containsKey(call.getMethodSelect().toString())) {
                add(call, call.getArguments(), 0, Kind.SENTENCE);
            }
            return super.visitMethodInvocation(call, null);
        }

        private String file() {
            return Path.of(unit.getSourceFile().getName()).getFileName().toString();
        }

        private String room() {
            return Path.of(unit.getSourceFile().getName())
                    .getParent()
                    .getFileName()
                    .toString();
        }

        private void add(Tree at, List<? extends ExpressionTree> arguments, int message, Kind kind) {
            LineMap lines = unit.getLineMap();
            messages.add(new Message(
                    file() + ":" + lines.getLineNumber(positions.getStartPosition(unit, at)),
                    texts.of(arguments.get(message), method, 0),
                    arguments.size() > message + 1 ? texts.of(arguments.get(message + 1), method, 0) : null,
                    kind));
        }
    }
}
