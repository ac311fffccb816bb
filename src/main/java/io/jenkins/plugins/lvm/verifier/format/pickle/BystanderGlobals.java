package io.jenkins.plugins.lvm.verifier.format.pickle;

import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.items;
import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.require;
import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.requireCount;
import static io.jenkins.plugins.lvm.verifier.format.pickle.PickleArguments.string;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What trainers save beside the weights: counters, dates, learning rate schedules, configurations of their own classes. None of it is
 * executed or looked up. What is passed over is what would run no code but the project's own where the file is loaded:
 *
 * <ul>
 *   <li>objects that are made without a call (NEWOBJ), of PyTorch's optimizers and schedules and of classes of the project itself;
 *   <li>members of enumerations of the project: a call of the class with one plain value.
 * </ul>
 *
 * <p>Classes of the project are recognised by their modules, none of which is called as anything that Python or an installed package
 * brings along: what those call so could be anything, such as {@code subprocess.Popen}, and is refused as ever.
 */
final class BystanderGlobals {
    private static final Pattern CLASS = Pattern.compile("_{0,2}[A-Z][A-Za-z0-9_]*");
    /** The script that saved the checkpoint, and modules as a training project has them. */
    private static final Pattern OWN_MODULE =
            Pattern.compile("__main__|(?:app|apps|src|tools|scripts|lvm|lvm_eval|core|common|utils"
                    + "|config|configs|settings|model|models|trainer|trainers|training|experiments|train_\\w+|lvm_\\w+|\\w+_config|\\w+_settings)"
                    + "(?:\\.\\w+)*");

    private static final Pattern MEMBER = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,99}");
    /** The optimizers and schedules of PyTorch 1.6 to 2.9, each in a module of its own or in that of all schedules. */
    private static final Pattern OPTIMIZER =
            Pattern.compile("torch\\.optim\\.\\w+\\.(?:Adadelta|Adafactor|Adagrad|Adam|AdamW|Adamax|ASGD"
                    + "|LBFGS|Muon|NAdam|RAdam|RMSprop|Rprop|SGD|SparseAdam|_?LRScheduler|SWALR|ChainedScheduler|ReduceLROnPlateau"
                    + "|CosineAnnealingWarmRestarts|(?:Lambda|Multiplicative|Step|MultiStep|Constant|Linear|Exponential|Sequential"
                    + "|Polynomial|CosineAnnealing|Cyclic|OneCycle)LR)");

    private static final String SCHEDULES = "torch.optim.lr_scheduler.";
    private static final Pattern LIGHTNING = Pattern.compile("(?:pytorch_lightning|lightning\\w*)(?:\\.\\w+)*");
    private static final String LIGHTNING_DICTIONARY = "AttributeDict";
    /** Of the functions of a schedule, two are saved as attributes of their class: torch before 2.0 did so. */
    private static final Set<String> ANNEALING = Set.of("_annealing_cos", "_annealing_linear");

    private static final int DATE_BYTES = 4;
    private static final int DATE_TIME_BYTES = 10;

    private final CallBudget budget;

    BystanderGlobals(CallBudget budget) {
        this.budget = budget;
    }

    void addTo(AllowList.Builder<PickleGlobal> list) {
        list.allow("collections.Counter", PickleGlobal.called("collections.Counter", this::counter));
        list.allow("collections.deque", PickleGlobal.called("collections.deque", this::deque));
        list.allow("decimal.Decimal", PickleGlobal.called("decimal.Decimal", arguments -> string(arguments, 0)));
        list.allow("datetime.datetime", PickleGlobal.called("datetime.datetime", BystanderGlobals::dateTime));
        list.allow("datetime.date", PickleGlobal.called("datetime.date", BystanderGlobals::date));
        for (String name : List.of("datetime.time", "datetime.timedelta", "datetime.timezone", "uuid.UUID")) {
            list.allow(name, PickleGlobal.created(name, arguments -> object(name, false)));
        }
        list.allow("builtins.getattr", PickleGlobal.called("builtins.getattr", this::attribute));
        list.otherwise(this::of);
    }

    /** A class of the project, of torch's optimizers and schedules, or of Lightning; null for every other name. */
    private @Nullable PickleGlobal of(String module, String name) {
        if (!CLASS.matcher(name).matches()) {
            return null;
        }
        if (name.equals(LIGHTNING_DICTIONARY) && LIGHTNING.matcher(module).matches()) {
            return PickleGlobal.created(module + "." + name, arguments -> PickledDictionary.plain());
        }
        String type = module + "." + name;
        if (OWN_MODULE.matcher(module).matches()) {
            return new PickleGlobal(type, arguments -> member(type, arguments), arguments -> object(type, true));
        }
        return OPTIMIZER.matcher(type).matches()
                ? new PickleGlobal(type, null, arguments -> object(type, false))
                : null;
    }

    private Object object(String type, boolean isConfiguration) {
        budget.charge(type.length());
        return new Bystander(type, isConfiguration);
    }

    /** A member of an enumeration is written as a call of its class with one value; any other call of a class could do anything. */
    private Object member(String type, Tuple arguments) {
        if (arguments.size() != 1 || !isPlain(arguments.get(0))) {
            throw new PickleGlobal.Refused();
        }
        return object(type, true);
    }

    private static boolean isPlain(@Nullable Object value) {
        List<?> values = value instanceof Tuple tuple ? tuple.items() : Arrays.asList(value);
        return values.stream().allMatch(one -> PickledValues.scalarText(one) != null);
    }

    private Object counter(Tuple arguments) {
        requireCount(arguments, 0, 1);
        PickledDictionary counts = PickledDictionary.plain();
        if (arguments.size() == 1) {
            if (!(arguments.get(0) instanceof PickledDictionary given)) {
                throw new PickleGlobal.BadArguments("counts are not a dictionary");
            }
            budget.charge((long) Long.BYTES * given.size());
            counts.putAll(given);
        }
        return counts;
    }

    /** Its items may come afterwards. */
    private Object deque(Tuple arguments) {
        requireCount(arguments, 0, 2);
        List<?> given = arguments.size() == 0 ? List.of() : items(arguments.get(0));
        if (given == null) {
            throw new PickleGlobal.BadArguments("not a list of items");
        }
        budget.charge((long) Long.BYTES * given.size());
        return new ArrayList<>(given);
    }

    /** Year (2 bytes), month, day, hour, minute, second, microsecond (3 bytes); the month's highest bit tells a second 2 o'clock. */
    private static Object dateTime(Tuple arguments) {
        requireCount(arguments, 1, 2);
        byte[] bytes = bytes(arguments, DATE_TIME_BYTES);
        int microseconds = unsigned(bytes, 7) << 16 | unsigned(bytes, 8) << 8 | unsigned(bytes, 9);
        try {
            return LocalDateTime.of(
                            unsigned(bytes, 0) << 8 | unsigned(bytes, 1),
                            unsigned(bytes, 2) & 0x7f,
                            bytes[3],
                            bytes[4],
                            bytes[5],
                            bytes[6],
                            microseconds * 1000)
                    .toString();
        } catch (DateTimeException e) {
            throw new PickleGlobal.BadArguments("not a date and time");
        }
    }

    private static Object date(Tuple arguments) {
        requireCount(arguments, 1, 1);
        byte[] bytes = bytes(arguments, DATE_BYTES);
        try {
            return LocalDate.of(unsigned(bytes, 0) << 8 | unsigned(bytes, 1), bytes[2], bytes[3])
                    .toString();
        } catch (DateTimeException e) {
            throw new PickleGlobal.BadArguments("not a date");
        }
    }

    private static byte[] bytes(Tuple arguments, int count) {
        byte[] bytes = PickleArguments.bytes(arguments.get(0));
        require(bytes.length == count, bytes.length + " bytes where there are " + count);
        return bytes;
    }

    private static int unsigned(byte[] bytes, int index) {
        return bytes[index] & 0xff;
    }

    /** A member of an enumeration, as Python 3.11 names it, or a function of a schedule. What it gives cannot be called. */
    private Object attribute(Tuple arguments) {
        if (arguments.size() == 2 && arguments.get(1) instanceof String name) {
            if (arguments.get(0) instanceof PickleGlobal type
                    && MEMBER.matcher(name).matches()
                    && isOwn(type.name())) {
                budget.charge((long) type.name().length() + name.length());
                return new Bystander(type.name() + "." + name, false);
            }
            String schedule = arguments.get(0) instanceof Described described ? described.kind() : "";
            if (schedule.contains(SCHEDULES) && ANNEALING.contains(name)) {
                return new Bystander(SCHEDULES + name, false);
            }
        }
        throw new PickleGlobal.Refused();
    }

    private static boolean isOwn(String type) {
        return OWN_MODULE.matcher(type.substring(0, type.lastIndexOf('.'))).matches();
    }
}
