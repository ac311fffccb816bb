package io.jenkins.plugins.lvm.verifier.contract;

import io.jenkins.plugins.lvm.verifier.contract.Setting.Group;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Range;
import io.jenkins.plugins.lvm.verifier.contract.Setting.Use;
import io.jenkins.plugins.lvm.verifier.gate.Criticality;
import io.jenkins.plugins.lvm.verifier.gate.Gate;
import io.jenkins.plugins.lvm.verifier.gate.GateMetric;
import io.jenkins.plugins.lvm.verifier.metric.Metrics;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Every setting, each declared once, in the order of the step's form. The options of the command line, the step's parameters with their
 * help, the checks of its form, and {@code docs/parameters.md} and {@code docs/command-line.md} follow from these entries. What Stapler,
 * XStream and Jelly need besides, a test names.
 */
public final class Settings {
    /** What cosines and their differences may be held against. */
    private static final Range COSINES = new Range(-1, 2, false);

    /** What a gap is held against, in the unit of any metric. */
    private static final Range GAPS = new Range(-1, 1e12, false);

    /** A gap as a share of the claim. */
    private static final Range SHARES = new Range(0, 1e6, false);

    /** The risk of verifications that are to be quick. */
    public static final double QUICK_RISK = 1e-6;

    public static final Setting<List<String>> CHECKPOINT = SettingBuilder.paths("checkpoint", "FILE...")
            .required()
            .help("The checkpoint to verify: a path or an Ant pattern in the workspace, such as "
                    + "`artifacts/lvm/models/**/best_model.pt`, or an absolute path on the agent. Several "
                    + "matches are verified in order of their paths, at most 200; copies of the same file once. Predictions that "
                    + "something else made, in a `.npy`, are scored without a model.")
            .summary(Group.DATA, "Checkpoints, or predictions (.npy)")
            .of(Use.JENKINS, Use.VERIFY, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<String> DATA = SettingBuilder.path("data", "NPZ")
            .required()
            .help(
                    "The sequences that the checkpoint was validated on: an npz, a folder of `.npy` or a safetensors file; of "
                            + "predictions the `.npy` with their targets. A path in the workspace, or an absolute path on the agent.")
            .summary(Group.DATA, "Sequences; of predictions their targets (.npy)")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<String> CONTEXTS_KEY = SettingBuilder.text("contextsKey", "NAME")
            .otherwise("the one that trainers write")
            .help("Name of the array with the contexts, [rows, length, dimension], where it is not one that trainers "
                    + "write (`context_sequences`, `contexts`, `train_context_sequences`, `sequences`).")
            .summary(Group.DATA, "Array with the contexts")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.AUDIT);

    public static final Setting<String> TARGETS_KEY = SettingBuilder.text("targetsKey", "NAME")
            .otherwise("the one that trainers write")
            .help("Name of the array with the targets, [rows, dimension], where it is not one that trainers write "
                    + "(`target_vectors`, `targets`, `train_target_vectors`).")
            .summary(Group.DATA, "Array with the targets")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.AUDIT);

    public static final Setting<List<String>> INPUT = SettingBuilder.names("input", "NAME=KEY")
            .otherwise("the array with the contexts, where the graph has one input")
            .help(
                    "Arrays that the inputs of the ONNX graph read, with commas between them or as a list, each `NAME=KEY`: the "
                            + "graph's name of the input, and the array's, such as `input_ids=ids, attention_mask=mask`. They have the "
                            + "types and shapes that the graph states.")
            .summary(Group.DATA, "Array that an input of the graph reads; once for each")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.AUDIT);

    public static final Setting<String> ROWS_KEY = SettingBuilder.text("rowsKey", "NAME")
            .otherwise("none: the rows are split as the trainer does")
            .help(
                    "Name of the array that says which rows validate, in place of a split: their numbers, counted from 0, in "
                            + "the order of the evaluation, or a truth value for each row of the file.")
            .summary(Group.DATA, "Array that says which rows validate, by their numbers or by truth values")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.AUDIT);

    public static final Setting<String> CLAIM = SettingBuilder.text("claim", "VALUE|KEY")
            .otherwise("the metric where trainers write it")
            .help("What the checkpoint claims: a mean cosine such as `0.53`, or where it stands, such as "
                    + "`callbacks.ModelCheckpoint.best_model_score` in the checkpoint, or `metrics.json:val.cosine` in a "
                    + "JSON file beside it. It is the mean that the checkpoint's trainer writes, and of an unknown trainer the "
                    + "mean of all rows.")
            .summary(
                    Group.DATA,
                    "The mean cosine that the checkpoint claims: a number, a path of keys in the checkpoint, or "
                            + "FILE.json:KEY beside it")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<Integer> CLAIM_BATCH = SettingBuilder.count("claimBatch", "N")
            .otherwise(0, "the trainer's")
            .help(
                    "Rows in each batch of the validation, where the claim is the mean of the batches' means; 1 where it is "
                            + "the mean of all rows.")
            .summary(Group.DATA, "The claim is the mean of the means of batches of N rows; 1 for the mean of all rows")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> METRIC = SettingBuilder.text("metric", "NAME")
            .otherwise(Metrics.COSINE, "`cosine`")
            .help("What the claim is a number of: " + quoted(Metrics.names())
                    + ". With any but the cosine, name `claim` and "
                    + "give thresholds in its unit, or relative ones. See docs/metrics.md.")
            .summary(Group.DATA, "What the claim is a number of: " + Metrics.names())
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.SCORE);

    public static final Setting<String> MODEL = SettingBuilder.text("model", "")
            .otherwise("the path of the checkpoint, with dates and times replaced by `*`")
            .help("Name of the model's line in the trend. Give the same name to every training run of the "
                    + "same model.")
            .of(Use.JENKINS, Use.SERVICE_STEP);

    public static final Setting<String> SERVING_FORWARD = SettingBuilder.text("servingForward", "NAME")
            .help("Name of the forward definition that the deployed service uses, such as "
                    + "`attention-mixture`. Both it and the trainer's are run on the same rows, and a "
                    + "difference between them misses a gate. Without it, the build becomes unstable where "
                    + "definitions that fit the same weights disagree.")
            .summary(Group.MODEL, "Forward definition that the deployed service uses; both are measured and compared")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> FORWARD = SettingBuilder.text("forward", "NAME")
            .otherwise("the trainer's, found by its marks in the checkpoint")
            .help("Name of the forward definition that judges the claim.")
            .summary(Group.MODEL, "Forward definition that judges the claim")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<String> FORWARD_ONNX = SettingBuilder.path("forwardOnnx", "ONNX")
            .otherwise("none")
            .help("An ONNX graph that computes the model's forward pass: a path in the workspace, or an absolute "
                    + "path on the agent. Its weights are replaced by the checkpoint's, by name. It judges the claim "
                    + "unless `forward` names another definition, with which it is then compared row by row; "
                    + "`onnx` names it in `forward` and `servingForward`.")
            .summary(
                    Group.MODEL,
                    "ONNX graph of the forward pass, filled with the checkpoint's weights by name; judges the claim, "
                            + "or is compared row by row with what --forward names")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.ALIGN, Use.AUDIT);

    public static final Setting<Boolean> GRAPH_CONSTANTS = SettingBuilder.flag("graphConstants", false)
            .help("The ONNX graph may hold constants of more than 64 elements that are not from the checkpoint, "
                    + "such as a table of positions. Trained weights could hide there.")
            .summary(
                    Group.MODEL,
                    "The ONNX graph may hold constants of more than 64 elements that are not from the checkpoint")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.ALIGN, Use.AUDIT);

    public static final Setting<Boolean> LOOSE = SettingBuilder.flag("loose", false)
            .help(
                    "Whether the service loads the weights with `strict=False`. Then `servingForward` need not fit them: what binds by "
                            + "name and shape is used, everything else is as it was initialised, and the report says which is which.")
            .summary(
                    Group.MODEL,
                    "The service loads with strict=False: measure --serving-forward with what binds, the rest as initialised")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> WEIGHTS = SettingBuilder.text("weights", "KEY")
            .otherwise("the model's own, such as `model_state_dict`")
            .help(
                    "Key of the state dict that judges the claim, such as `ema_state_dict`, where the checkpoint holds several.")
            .summary(Group.MODEL, "State dict that judges the claim, where the checkpoint holds several")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.AUDIT, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<String> SERVING_WEIGHTS = SettingBuilder.text("servingWeights", "KEY")
            .help(
                    "Key of the state dict that the deployed service loads, where the checkpoint holds several. A difference between "
                            + "it and the one that judges misses a gate. Without it, the build becomes unstable where they disagree.")
            .summary(Group.MODEL, "State dict that the deployed service loads, where the checkpoint holds several")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> PREDICTIONS = SettingBuilder.path("predictions", "NPY")
            .otherwise("none")
            .help("An npy file with what the deployed service predicts for the validation rows, in "
                    + "evaluation order: a path in the workspace, or an absolute path on the agent. It is "
                    + "compared with the verifier's own predictions, row by row.")
            .summary(
                    Group.MODEL,
                    "What the deployed service predicts for the validation rows, in evaluation order; "
                            + "compared row by row")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> SPLIT = SettingBuilder.choice(
                    "split", "NAME", List.of("auto", "articles", "random", "tail", "all"))
            .otherwise("auto", "`auto`")
            .help("Which rows validate: `auto` follows the trainer's convention, `articles` holds out the "
                    + "last articles, `random` the tail of a seeded permutation, `tail` the last rows, `all` "
                    + "takes everything.")
            .summary(Group.DATA, "which rows validate. auto follows the trainer's convention")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.AUDIT, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<Long> SEED = SettingBuilder.whole("seed", "N")
            .otherwise("the trainer's, else 42")
            .help("Seed of a random split.")
            .summary(Group.DATA, "Seed of a random split")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.AUDIT, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<Double> VALIDATION_FRACTION = SettingBuilder.number(
                    "validationFraction", "X", new Range(0, 1, true))
            .otherwise("the trainer's, else 0.1")
            .help("Share of the sequences, or of the articles, that is held out.")
            .summary(Group.DATA, "Share held out")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.AUDIT, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<String> PERMUTATION = SettingBuilder.choice(
                    "permutation", "NAME", List.of("torch", "numpy"))
            .otherwise("the trainer's, else `torch`")
            .help("Generator of a random split: `torch` or `numpy`.")
            .summary(Group.DATA, "generator of a random split")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.AUDIT, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<Integer> MAX_SAMPLES = SettingBuilder.count("maxSamples", "N")
            .otherwise(0, "all")
            .help("At most this many validation rows, evenly spread.")
            .summary(Group.DATA, "At most this many rows, evenly spread")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.AUDIT);

    public static final Setting<Double> RISK = SettingBuilder.number("risk", "X", new Range(0, 0.5, false))
            .otherwise("0; 1e-6 in a sanity check and in a watch")
            .help("Probability that a wrong verdict may have, such as `1e-6`. Validation rows are then read in a "
                    + "random order until every gate is decided at this risk, which is often a tenth of them. "
                    + "With 0 all rows are read. See docs/risk.md.")
            .summary(
                    Group.DATA,
                    "Read rows in a random order until the verdict is wrong with at most this probability, such as "
                            + "1e-6. 0 reads all")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<Long> RISK_SEED = SettingBuilder.whole("riskSeed", "N")
            .otherwise("drawn when the verification starts, and recorded")
            .help(
                    "Seed of the random order, to repeat a run. Whoever knows it before could prepare data for it, so the "
                            + "result is marked as a repeat, and the risk is not claimed.")
            .summary(Group.DATA, "Seed of that order, to repeat a run; then the risk is not claimed")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> SHARD = SettingBuilder.text("shard", "K/N")
            .otherwise("all rows")
            .help("Part of the validation rows to read, such as `2/5` for the second of five. The parts, verified on "
                    + "any machines, are joined by `mergeLvmVerification()`, which alone gives a verdict.")
            .summary(Group.DATA, "Read the K-th of N parts of the rows only; 'lvm-verify merge' joins the reports")
            .of(Use.JENKINS, Use.VERIFY);

    public static final Setting<Double> UNSTABLE_THRESHOLD = SettingBuilder.number("unstableThreshold", "X", GAPS)
            .otherwise(told(GateMetric.GAP_BELOW.threshold(Criticality.UNSTABLE)))
            .help("Gap between claim and actual above which the build becomes unstable.")
            .summary(Group.THRESHOLDS, "Gap above which the verdict is UNSTABLE")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.SCORE);

    public static final Setting<Double> FAIL_THRESHOLD = SettingBuilder.number("failThreshold", "X", GAPS)
            .otherwise(told(GateMetric.GAP_BELOW.threshold(Criticality.FAILED)))
            .help("Gap between claim and actual above which the build fails.")
            .summary(Group.THRESHOLDS, "Gap above which the verdict is FAILED")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.SCORE);

    public static final Setting<Double> RELATIVE_UNSTABLE_THRESHOLD = SettingBuilder.number(
                    "relativeUnstableThreshold", "X", SHARES)
            .otherwise("none")
            .help(
                    "Gap between claim and actual, as a share of the claim, above which the build becomes unstable, such as "
                            + "0.05 for a twentieth.")
            .summary(Group.THRESHOLDS, "Gap as a share of the claim above which the verdict is UNSTABLE")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.SCORE);

    public static final Setting<Double> RELATIVE_FAIL_THRESHOLD = SettingBuilder.number(
                    "relativeFailThreshold", "X", SHARES)
            .otherwise("none")
            .help("Gap between claim and actual, as a share of the claim, above which the build fails.")
            .summary(Group.THRESHOLDS, "Gap as a share of the claim above which the verdict is FAILED")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.SCORE);

    public static final Setting<Double> MIN_COSINE = SettingBuilder.number("minCosine", "X", COSINES)
            .otherwise("none")
            .help("Actual cosine below which the build fails.")
            .summary(Group.THRESHOLDS, "Actual cosine below which the verdict is FAILED")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.SCORE);

    public static final Setting<String> BASELINE = SettingBuilder.text("baseline", "FILE")
            .otherwise("none")
            .help("An earlier checkpoint that this one is held against, row by row where data and rows are "
                    + "the same: `lastPassed` is the last build that passed the same model, `previous` the last"
                    + " that verified it, anything else the path of a checkpoint, absolute or in the workspace,"
                    + " which is measured beside this one.")
            .summary(
                    Group.DATA,
                    "An earlier checkpoint, measured on the same rows in the same run and compared row by row")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> BASELINE_REPORT = SettingBuilder.path("baselineReport", "FILE.json")
            .summary(
                    Group.DATA,
                    "Report of an earlier verification, compared row by row where data and rows are the same")
            .of(Use.VERIFY, Use.WATCH, Use.SCORE);

    public static final Setting<String> BASELINE_JOB = SettingBuilder.text("baselineJob", "")
            .otherwise("in a multibranch project the target of a change request, else the primary branch; else "
                    + "this job. A job that the build may not read does not count")
            .help("Job whose builds `lastPassed` and `previous` look at: its full name, such as "
                    + "`folder/main`, or the name of a job beside this one.")
            .of(Use.JENKINS);

    public static final Setting<Double> REGRESSION_THRESHOLD = SettingBuilder.number("regressionThreshold", "X", GAPS)
            .otherwise(told(GateMetric.REGRESSION.defaultThreshold()))
            .help(
                    "How far the model may fall short of the baseline before the build becomes unstable, in cosines or in the "
                            + "unit of the metric, which has no default.")
            .summary(
                    Group.THRESHOLDS, "How far the model may fall short of the baseline before the verdict is UNSTABLE")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.SCORE);

    public static final Setting<Double> RELATIVE_REGRESSION_THRESHOLD = SettingBuilder.number(
                    "relativeRegressionThreshold", "X", GAPS)
            .otherwise("none")
            .help("The same as a share of what the baseline reaches, such as 0.05.")
            .summary(Group.THRESHOLDS, "The same as a share of what the baseline reaches, such as 0.05")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.SCORE);

    public static final Setting<String> SIBLINGS = SettingBuilder.path("siblings", "DIR")
            .otherwise("the checkpoints of the same call")
            .help("A folder with other checkpoints of the same training run, in the workspace or an absolute path "
                    + "on the agent: up to 64 files, in the order of their names. Where a claim is not met, they tell "
                    + "whether it is another epoch's, and whether the weights are. In Jenkins what the job's earlier builds found "
                    + "is looked at in any case.")
            .summary(
                    Group.DATA,
                    "Folder with other checkpoints of the same run, which tell whose claim or weights these are")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> HELD_OUT = SettingBuilder.path("heldOut", "NPZ")
            .otherwise("none")
            .help("An npz with sequences that no trainer saw: a path in the workspace, or an absolute path "
                    + "on the agent. They are scored, all or `maxSamples` of them, and held to floors only.")
            .summary(
                    Group.DATA,
                    "Sequences that no trainer saw, scored as a whole (or --max-samples of them) and held to "
                            + "floors only")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> BANK = SettingBuilder.path("bank", "NPZ")
            .otherwise("`vectors` in the data")
            .help(
                    "An npz with the vectors among which retrieval claims, such as recall@500 of a query tower, look for their"
                            + " targets: a path in the workspace, or an absolute path on the agent.")
            .summary(Group.DATA, "Vectors among which retrieval claims look for their targets")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<Double> MIN_HELD_OUT_COSINE = SettingBuilder.number("minHeldOutCosine", "X", COSINES)
            .otherwise("none")
            .help("Mean cosine on the held-out sequences below which the build fails.")
            .summary(Group.THRESHOLDS, "Mean cosine on the held-out rows below which the verdict is FAILED")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<Boolean> ALIGNMENT = SettingBuilder.flag("alignment", false)
            .help("Whether to test the 5-to-1 causal alignment on the validation rows as well: does the "
                    + "model predict the vector that comes next, and does it need the order of its context? The"
                    + " numbers are shown; the verdict does not depend on them.")
            .summary(
                    Group.CHECKS,
                    "Also test the 5-to-1 causal alignment on the validation rows; it does not change the " + "verdict")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<List<String>> ARTICLES = SettingBuilder.paths("articles", "NPZ...")
            .otherwise("put together from the sequences")
            .summary(Group.DATA, "Vectors of whole articles, for the alignment")
            .of(Use.VERIFY, Use.WATCH, Use.ALIGN);

    public static final Setting<Boolean> SANITY_ONLY = SettingBuilder.flag("sanityOnly", false)
            .alias("--sanity")
            .help("Whether to look at a few hundred rows only, in seconds, and to judge only whether "
                    + "predictions are finite, not zero, better than noise and not constant. The claim is not "
                    + "judged, other gates do not apply, held-out data is left alone, and there is no `attest`.")
            .summary(
                    Group.CHECKS,
                    "Look at a few hundred rows only, and judge only whether predictions are finite, not "
                            + "zero, better than noise and not constant")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<Double> SERVING_GAP_THRESHOLD = SettingBuilder.number(
                    "servingGapThreshold", "X", COSINES)
            .otherwise(told(GateMetric.SERVING_GAP.defaultThreshold()))
            .help("Difference tolerated between the trainer's forward definition and that of the service; "
                    + "above it the build fails.")
            .of(Use.JENKINS);

    public static final Setting<List<Gate>> QUALITY_GATES = SettingBuilder.gates("qualityGates")
            .otherwise("the default gates")
            .help("Conditions on single numbers. They replace the default gates; thresholds that are set "
                    + "above are added to them. Each has a `metric` (" + constants(GateMetric.values())
                    + "), a `threshold`, which is the last value that passes, and a `criticality` ("
                    + constants(Criticality.values()) + ").")
            .of(Use.JENKINS);

    public static final Setting<String> ON_MISSING_CLAIM = SettingBuilder.choice(
                    "onMissingClaim", "WHAT", Consequence.words())
            .otherwise("`unstable`")
            .help("What a checkpoint that states no metric means: `unstable`, `fail` or `ignore`.")
            .summary(Group.THRESHOLDS, "a checkpoint without a claim")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> ON_UNSUPPORTED = SettingBuilder.choice(
                    "onUnsupported", "WHAT", Consequence.words())
            .otherwise("`unstable`")
            .help("What a claim means that no verification can redo: `unstable`, `fail` or `ignore`.")
            .summary(Group.THRESHOLDS, "a claim that cannot be recomputed")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> AMBIGUOUS_FORWARD = SettingBuilder.choice(
                    "ambiguousForward", "WHAT", Consequence.words())
            .otherwise("`unstable`")
            .help(
                    "What it means that several forward definitions fit the weights, or the checkpoint holds several state "
                            + "dicts, they disagree on these rows, and the service's is not named: `unstable`, `fail` or `ignore`.")
            .summary(Group.THRESHOLDS, "fitting forward definitions disagree and --serving-forward is not given")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<Boolean> FAIL_BUILD = SettingBuilder.flag("failBuild", true)
            .help("Whether the verdict FAILED fails the build. If not, the build becomes unstable and the "
                    + "Pipeline decides by the result.")
            .of(Use.JENKINS, Use.SERVICE_STEP);

    public static final Setting<Boolean> ALLOW_EMPTY = SettingBuilder.flag("allowEmpty", false)
            .help("Whether a pattern may match no checkpoint. If not, that fails the build.")
            .of(Use.JENKINS, Use.SERVICE_STEP);

    public static final Setting<String> ID = SettingBuilder.text("id", "")
            .otherwise("made from the model or the path")
            .help("Name of the result within the build: up to 120 letters, digits, dots, dashes and "
                    + "underscores. Two results of a build cannot have the same one.")
            .of(Use.JENKINS, Use.SERVICE_STEP);

    public static final Setting<String> REPORT = SettingBuilder.path("report", "FILE.json")
            .summary(Group.OUTPUTS, "Write the report here, and the cosine of every row to a file beside it")
            .of(Use.VERIFY, Use.SERVE_CHECK);

    public static final Setting<String> HTML = SettingBuilder.path("html", "FILE.html")
            .summary(Group.OUTPUTS, "Write the report here as one page to read: gates, findings, histogram, provenance")
            .of(Use.VERIFY, Use.SERVE_CHECK);

    public static final Setting<String> JUNIT = SettingBuilder.path("junit", "FILE.xml")
            .otherwise("none")
            .help(
                    "File in the workspace for the gates as JUnit XML, such as `lvm-junit.xml`: a suite for "
                            + "each checkpoint, a test for each of its gates. It is for steps that read test results; without "
                            + "it the plugin JUnit, where that is installed, has them at once. The verdict does not depend on them.")
            .summary(
                    Group.OUTPUTS,
                    "Write the gates here as JUnit XML: a suite for each checkpoint, a test for each gate")
            .of(Use.JENKINS, Use.VERIFY, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<String> ATTEST = SettingBuilder.path("attest", "FILE.json")
            .otherwise("none")
            .help("File in the workspace for an in-toto Statement of what was verified, such as "
                    + "`model.attestation.json`. A deployment checks it with `lvm-verify attest-check`; archive"
                    + " it with the checkpoint.")
            .summary(Group.OUTPUTS, "State what was verified here, as an in-toto Statement on the checkpoints' digests")
            .of(Use.JENKINS, Use.VERIFY);

    public static final Setting<String> SIGN_KEY = SettingBuilder.text("signKey", "KEY.pem")
            .otherwise("none: the statement is not signed")
            .help("Who signs the attestation: `controller` for this controller's own key, or the id of a credential, a"
                    + " secret file or a secret text, with a private key in PEM. The key is read on the controller while it"
                    + " signs, and reaches neither the agent nor the log. With a key of ECDSA, each checkpoint is signed"
                    + " by the OpenSSF model signing specification as well, in a file `.sig` beside the attestation.")
            .summary(
                    Group.OUTPUTS,
                    "Sign the attestation with this private key (PKCS#8 in PEM, not encrypted); with a key of ECDSA,"
                            + " each checkpoint as well, by the OpenSSF model signing specification, beside it in .sig")
            .of(Use.JENKINS, Use.VERIFY);

    public static final Setting<String> BOM = SettingBuilder.path("bom", "FILE.json")
            .summary(
                    Group.OUTPUTS,
                    "Describe each checkpoint as a machine-learning model, with data and software, in a CycloneDX 1.6"
                            + " bill of materials")
            .of(Use.VERIFY);

    public static final Setting<String> ROW_DIGESTS = SettingBuilder.path("rowDigests", "FILE.sha256")
            .otherwise("none")
            .help(
                    "File with the digest of each row used, 32 bytes each: `verifyLvmCheckpoint` writes it where the verifier runs, and "
                            + "`verifyLvmService` reads it beside `attestation`. With it an audit, and a check of a service, read no other "
                            + "rows than they need.")
            .summary(
                    Group.OUTPUTS,
                    "Digest of each row used, 32 bytes each: verify writes it; serve-check reads it, with --attestation, and then no other"
                            + " rows than it sends")
            .of(Use.JENKINS, Use.VERIFY, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<Boolean> DESCRIBE_BUILD = SettingBuilder.flag("describeBuild", false)
            .help("Whether to add the result to the build's description, with id, verdict, claim and actual"
                    + " of up to five checkpoints.")
            .of(Use.JENKINS, Use.SERVICE_STEP);

    public static final Setting<String> DEVICE = SettingBuilder.text("device", "NAME")
            .otherwise("auto", "`auto`")
            .help("`auto`, `cpu`, `cuda`, `cuda:1` or `mps`. `auto` takes CUDA, then MPS, then the CPU.")
            .summary(Group.DEVICE, "auto|cpu|cuda[:n]|mps. auto takes CUDA, then MPS, then CPU")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.ALIGN, Use.AUDIT, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<List<String>> DEVICES = SettingBuilder.names("devices", "NAME[,NAME...]")
            .otherwise("the one device")
            .help("Several devices in place of `device`, with commas between them or as a list, such as "
                    + "`cpu, cuda`. Each checkpoint is verified on each of them, with a result of its own, and "
                    + "compared with the first.")
            .summary(Group.DEVICE, "Several devices: verify on each, and compare with the first, such as cpu,cuda")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> PRECISION = SettingBuilder.choice(
                    "precision", "NAME", List.of("float32", "float64"))
            .otherwise("float32", "`float32`")
            .help("`float32`, or `float64` to compare with a computation in double precision on the CPU as " + "well.")
            .summary(Group.CHECKS, "float64 also compares with a computation in float64 on the CPU")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<String> DIAGNOSE = SettingBuilder.choice(
                    "diagnose", "WHEN", List.of("auto", "always", "quick", "never"))
            .bare("always")
            .otherwise("auto", "`auto`")
            .help("When to try what else reproduces the claim, such as other forward definitions, splits "
                    + "and means: `auto` does when a gate is missed, `always` also when none is, `quick` as"
                    + " `auto` but reads no other rows, `never` leaves it out. Cheap checks are always made.")
            .summary(
                    Group.CHECKS,
                    "try what else reproduces the claim. auto and quick do when a gate is missed, quick on no other rows")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH);

    public static final Setting<Integer> BATCH_SIZE = SettingBuilder.count("batchSize", "N")
            .otherwise(0, "one that suits the machine")
            .help("Sequences per forward pass. It changes no number, only memory and speed.")
            .summary(Group.DEVICE, "Sequences per forward pass. Changes no number")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.ALIGN, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<Integer> THREADS = SettingBuilder.count("threads", "N")
            .otherwise(0, "all cores")
            .help("CPU threads of a forward pass.")
            .summary(Group.DEVICE, "CPU threads of a forward pass")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.ALIGN, Use.AUDIT, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<Integer> TIMEOUT_MINUTES = SettingBuilder.count("timeoutMinutes", "")
            .otherwise(60, "60")
            .help("Minutes after which the verification is ended and the build fails.")
            .of(Use.JENKINS, Use.SERVICE_STEP);

    public static final Setting<String> JAVA_HOME = SettingBuilder.folder("javaHome", "")
            .otherwise("the agent's own, else the `java` on the search path")
            .help("Folder of the Java that runs the verifier, 17 or newer, where the build runs.")
            .of(Use.JENKINS, Use.SERVICE_STEP);

    public static final Setting<String> LIBTORCH = SettingBuilder.folder("libtorch", "DIR")
            .otherwise("the one that comes with the verifier")
            .help("Folder of an installed libtorch 2.7.1, such as `torch/lib` of a Python environment. "
                    + "Needed for CUDA, and on platforms for which the plugin brings none.")
            .summary(Group.DEVICE, "Folder of an installed libtorch 2.7.1 to use")
            .of(Use.JENKINS, Use.VERIFY, Use.WATCH, Use.ALIGN, Use.AUDIT, Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<String> URL = SettingBuilder.text("url", "URL")
            .required()
            .help(
                    "Address of the running service that predicts, such as `http://127.0.0.1:9001/infer`, as the agent reaches it. "
                            + "Redirects are not followed.")
            .summary(Group.SERVICE, "Where the service predicts. Redirects are not followed")
            .of(Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<String> TEMPLATE = SettingBuilder.text("template", "NAME|FILE.json")
            .otherwise("lvm_inference", "`lvm_inference`")
            .help(
                    "How requests and answers look: `lvm_inference`, `lvm_server`, `lvm_server_batch`, or a JSON file on the agent.")
            .summary(
                    Group.SERVICE,
                    "How requests and answers look: lvm_inference, lvm_server, lvm_server_batch, or a JSON file")
            .of(Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<List<String>> HEADERS = SettingBuilder.names("headers", "NAME=env:VAR|NAME=file:PATH")
            .otherwise("none")
            .help(
                    "Headers of each request, with commas between them or as a list, each `NAME=env:VARIABLE` or `NAME=file:PATH`, "
                            + "looked up where the verifier runs, or `NAME=credentials:ID`, the text of a credential, looked up as for "
                            + "`credentialsId`. No value is ever part of a command or a log.")
            .summary(
                    Group.SERVICE,
                    "Headers of each request, with commas between them; the values come from the environment or from files")
            .of(Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<String> CREDENTIALS_ID = SettingBuilder.text("credentialsId", "")
            .otherwise("none")
            .help(
                    "Id of a credential that the job may use, for the header `Authorization`: a secret text or file is sent as "
                            + "`Bearer`, or as it is if it has a blank in it; a user name with password as `Basic`. The controller looks "
                            + "it up when the verifier starts. It is in no log, argument or environment; on the agent it is a file of "
                            + "its user alone until the verifier, which removes it, has read it.")
            .of(Use.SERVICE_STEP);

    public static final Setting<String> CERTIFICATES = SettingBuilder.path("certificates", "FILE.pem")
            .otherwise("those of Java")
            .help(
                    "PEM file with the certificates that are trusted, such as that of a service that signed its own: a path in the "
                            + "workspace, or an absolute path on the agent.")
            .summary(Group.SERVICE, "PEM file with the certificates that are trusted")
            .of(Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<Integer> CONNECTIONS = SettingBuilder.count("connections", "N")
            .otherwise(4, "4")
            .help("Connections to the service at the same time.")
            .summary(Group.SERVICE, "Connections at the same time")
            .of(Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<Integer> ANSWER_SECONDS = SettingBuilder.count("answerSeconds", "N")
            .otherwise(30, "30")
            .help("Seconds within which an answer has to be complete.")
            .summary(Group.SERVICE, "Seconds within which an answer has to be complete")
            .of(Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<Integer> TRIES = SettingBuilder.count("tries", "N")
            .otherwise(4, "4")
            .help(
                    "How often a request is sent that gets no answer, or one that says to try later, with longer and longer waits.")
            .summary(Group.SERVICE, "How often a request is sent that gets no answer, or one that says to try later")
            .of(Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<Long> DRAW_SEED = SettingBuilder.whole("drawSeed", "N")
            .otherwise("a new one, which the report records")
            .help("Seed of the draw of the rows that the service is asked for.")
            .summary(Group.SERVICE, "Seed of the draw of rows")
            .of(Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<Double> SERVICE_GAP_THRESHOLD = SettingBuilder.number(
                    "serviceGapThreshold", "X", new Range(0, 2, true))
            .otherwise(GateMetric.SERVICE_GAP.defaultThreshold(), "0.0001")
            .help(
                    "Largest relative difference of a row between the service and the verified definition that counts as the same; "
                            + "above it the build fails.")
            .summary(Group.THRESHOLDS, "Largest relative difference of a row that counts as the same")
            .of(Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<String> ATTESTATION = SettingBuilder.path("attestation", "FILE.json")
            .otherwise("none: the service is held against the checkpoint's predictions")
            .help(
                    "What `attest` wrote: the service is held against the cosines that were attested, in place of the checkpoint's "
                            + "predictions. Then `checkpoint` may be left out, or names which one of several was attested.")
            .summary(
                    Group.SERVICE,
                    "Compare with the cosines that verify --attest attested, in place of the checkpoint's predictions; needs --cosines")
            .of(Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<String> ATTESTED_COSINES = SettingBuilder.path("cosines", "FILE.f32")
            .otherwise("none")
            .help("The cosines that were attested, the file beside the report of that verification.")
            .summary(Group.SERVICE, "The cosines that were attested")
            .of(Use.SERVE_CHECK, Use.SERVICE_STEP);

    public static final Setting<String> KEY = SettingBuilder.path("key", "PUB.pem")
            .otherwise("none: whoever attested is believed")
            .help("File with the public key of whoever has to have attested.")
            .summary(Group.SERVICE, "Public key of whoever has to have attested")
            .of(Use.SERVE_CHECK, Use.SERVICE_STEP);

    private static final List<Setting<?>> ALL = List.of(
            CHECKPOINT,
            DATA,
            URL,
            TEMPLATE,
            HEADERS,
            CREDENTIALS_ID,
            ATTESTATION,
            ATTESTED_COSINES,
            KEY,
            CERTIFICATES,
            CONNECTIONS,
            ANSWER_SECONDS,
            TRIES,
            DRAW_SEED,
            SERVICE_GAP_THRESHOLD,
            MODEL,
            SERVING_FORWARD,
            FORWARD,
            CONTEXTS_KEY,
            TARGETS_KEY,
            INPUT,
            ROWS_KEY,
            CLAIM,
            CLAIM_BATCH,
            METRIC,
            FORWARD_ONNX,
            GRAPH_CONSTANTS,
            LOOSE,
            WEIGHTS,
            SERVING_WEIGHTS,
            PREDICTIONS,
            SPLIT,
            SEED,
            VALIDATION_FRACTION,
            PERMUTATION,
            MAX_SAMPLES,
            RISK,
            RISK_SEED,
            SHARD,
            UNSTABLE_THRESHOLD,
            FAIL_THRESHOLD,
            RELATIVE_UNSTABLE_THRESHOLD,
            RELATIVE_FAIL_THRESHOLD,
            MIN_COSINE,
            BASELINE,
            BASELINE_REPORT,
            BASELINE_JOB,
            REGRESSION_THRESHOLD,
            RELATIVE_REGRESSION_THRESHOLD,
            SIBLINGS,
            HELD_OUT,
            BANK,
            MIN_HELD_OUT_COSINE,
            ALIGNMENT,
            ARTICLES,
            SANITY_ONLY,
            SERVING_GAP_THRESHOLD,
            QUALITY_GATES,
            ON_MISSING_CLAIM,
            ON_UNSUPPORTED,
            AMBIGUOUS_FORWARD,
            FAIL_BUILD,
            ALLOW_EMPTY,
            ID,
            REPORT,
            HTML,
            JUNIT,
            ATTEST,
            SIGN_KEY,
            BOM,
            ROW_DIGESTS,
            DESCRIBE_BUILD,
            DEVICE,
            DEVICES,
            PRECISION,
            DIAGNOSE,
            BATCH_SIZE,
            THREADS,
            TIMEOUT_MINUTES,
            JAVA_HOME,
            LIBTORCH);

    private Settings() {}

    /** Those that somebody has, in the order of the form. */
    public static List<Setting<?>> of(Use... uses) {
        return ALL.stream()
                .filter(setting -> Arrays.stream(uses).anyMatch(setting::isFor))
                .toList();
    }

    private static String quoted(String names) {
        return "`" + names.replace(", ", "`, `") + "`";
    }

    private static String constants(Enum<?>[] values) {
        return quoted(Arrays.stream(values).map(Enum::name).collect(Collectors.joining(", ")));
    }

    private static String told(double threshold) {
        return String.format(Locale.ROOT, "%.2f", threshold);
    }
}
