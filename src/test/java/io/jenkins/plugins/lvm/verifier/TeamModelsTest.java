package io.jenkins.plugins.lvm.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.lvm.DocumentTable;
import io.jenkins.plugins.lvm.verifier.model.ForwardDefinitions;
import io.jenkins.plugins.lvm.verifier.trainer.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Every class of the team's repository (TrentCarter/lnsp-phase-4, feature/aider-lco-p0, b6aa055) that predicts a vector, and every run
 * since the incident. {@code ForwardPassTest} holds each definition against real torch.
 */
class TeamModelsTest {
    private static final Path DOCUMENT = Path.of("docs/models.md");
    private static final int NEXT_VECTOR_CLASSES = 42;
    private static final int RUNS_SINCE_THE_INCIDENT = 21;

    private record Made(String name, String file, List<String> definitions) {
        static Made of(String name, String file, String... definitions) {
            return new Made(name, file, List.of(definitions));
        }

        String row() {
            return "| %s | %s | %s |".formatted(name, file, "`" + String.join("`, `", definitions) + "`");
        }
    }

    private static final String CUSTOM = "src/lvm/custom_models/";
    private static final String REMAINING = CUSTOM + "remaining_models.py";

    private static final List<Made> NEXT_VECTOR = List.of(
            Made.of("LSTMBaseline", "app/lvm/models.py", "lstm-baseline"),
            Made.of("GRUStack", "app/lvm/models.py", "gru-stack"),
            Made.of("TransformerVectorPredictor", "app/lvm/models.py", "transformer-decoder"),
            Made.of("AttentionMixtureNetwork", "app/lvm/models.py", "attention-mixture"),
            Made.of("HierarchicalGRU", "app/lvm/hierarchical_gru.py", "hierarchical-gru"),
            Made.of("MemoryAugmentedGRU", "app/lvm/memory_gru.py", "memory-gru"),
            Made.of("AMNModel", "app/lvm/model.py", "additive-memory"),
            Made.of("GRUModel", "app/lvm/model.py", "gru-stack"),
            Made.of("LSTMModel", "app/lvm/model.py", "lstm-blocks"),
            Made.of("TransformerModel", "app/lvm/model.py", "transformer-decoder"),
            Made.of("TransformerP7Ranker", "app/lvm/models_p7_ranker.py", "p7-transformer"),
            Made.of("LSTMP7Ranker", "app/lvm/models_p7_ranker.py", "p7-lstm"),
            Made.of("TransformerP8Constrained", "app/lvm/models_p8_constrained.py", "p8-transformer"),
            Made.of("LSTMP8Constrained", "app/lvm/models_p8_constrained.py", "p8-lstm"),
            Made.of("TinyP8Mixture", "app/lvm/train_p8_pilot.py", "p8-pilot"),
            Made.of("GraphMERTLVM768D", "app/lvm/graphmert_lvm_768d.py", "graphmert"),
            Made.of("MambaS", "app/lvm/mamba/mamba.py", "mamba"),
            Made.of("MambaHybridLocal", "app/lvm/mamba/mamba.py", "mamba-hybrid"),
            Made.of("MambaXL", "app/lvm/mamba/mamba.py", "mamba"),
            Made.of("MambaSandwich", "app/lvm/mamba/mamba.py", "mamba-sandwich"),
            Made.of("MambaGR", "app/lvm/mamba/mamba.py", "mamba-gated"),
            Made.of("LSTMPredictor", "app/lvm/train_lstm.py", "lstm-relu-head"),
            Made.of("LSTMVectorPredictor", "app/lvm/train_lstm_baseline.py", "lstm-head"),
            Made.of("Mamba2VectorPredictor", "app/lvm/train_mamba2.py", "mamba2", "mamba2-fallback"),
            Made.of("SimpleMLP", "app/lvm/train_simple_mlp.py", "mlp"),
            Made.of("SimpleMLP", "app/lvm/train_mlp_hardneg.py", "mlp"),
            Made.of("SimpleMLP", "app/lvm/train_mlp_cycle.py", "mlp"),
            Made.of("TransformerVectorPredictor", "app/lvm/train_transformer.py", "transformer-decoder"),
            Made.of("SimpleTransformerPredictor", "app/lvm/train_transformer_simple.py", "transformer-encoder"),
            Made.of("DeeperLSTMPredictor", "train_deeper_lstm.py", "deeper-lstm"),
            Made.of("CustomGRUStacked", CUSTOM + "gru_stacked.py", "custom-gru"),
            Made.of("CustomHyena", CUSTOM + "hyena.py", "custom-hyena"),
            Made.of("CustomRetNet", CUSTOM + "retnet.py", "custom-retnet"),
            Made.of("CustomRWKV", CUSTOM + "rwkv.py", "custom-rwkv"),
            Made.of("CustomDistilGPT2", REMAINING, "custom-encoder"),
            Made.of("CustomPerformer", REMAINING, "custom-performer"),
            Made.of("CustomLinformer", REMAINING, "custom-linformer"),
            Made.of("CustomS4", REMAINING, "custom-s4"),
            Made.of("CustomHybridMambaAttn", REMAINING, "custom-hybrid"),
            Made.of("LatentMamba", "src/lvm/models.py", "latent-lstm"),
            Made.of("LatentLSTM", "src/lvm/models_lstm.py", "latent-lstm"),
            Made.of("SimpleLVM", "tools/test_lvm_pipeline.py", "bare-encoder"));

    /** Towers, a wrapper and a head: not next-vector models by themselves. */
    private static final List<Made> OTHERS = List.of(
            Made.of(
                    "QueryTower",
                    "app/lvm/train_twotower.py",
                    "mamba",
                    "mamba-hybrid",
                    "mamba-sandwich",
                    "mamba-gated"),
            Made.of("PayloadTower", "app/lvm/train_twotower.py", "payload-tower"),
            Made.of(
                    "GRUPoolQuery",
                    "tools/train_twotower.py, train_twotower_phase2.py, train_twotower_v4.py, train_twotower_v4_stable.py",
                    "pooled-gru"),
            Made.of("LSTMPoolQuery", "tools/train_twotower_v4_stable.py", "pooled-lstm"),
            Made.of(
                    "QueryTower",
                    "src/retrieval/query_tower.py, tools/train_stable_sync.py, launch_stable_training.sh,"
                            + " launch_stable_training_fixed.sh",
                    "mean-gru"),
            Made.of("QueryTowerSATT", "tools/train_satt.py", "placed-gru"),
            Made.of("AlignmentHead", "tools/train_alignment_head.py", "alignment-head"));

    private static final String P7 = "train_p7_ranker";
    private static final String UNIFIED = "train_unified";

    /** Which script wrote it is told by the files that lie in its folder, and by their keys. */
    private static final List<String[]> RUNS = List.of(
            new String[] {"amn_790k_20251030_110346", UNIFIED},
            new String[] {"amn_790k_20251030_154151", UNIFIED},
            new String[] {"amn_790k_production_20251030_123212", UNIFIED},
            new String[] {"transformer_p5_20251102_095841", UNIFIED},
            new String[] {"transformer_p5.1_20251102_113152", UNIFIED},
            new String[] {"transformer_p6_20251102_131816", UNIFIED},
            new String[] {"transformer_p6b_20251102_161345", UNIFIED},
            new String[] {"transformer_p6b_v21_20251102_182615", UNIFIED},
            new String[] {"p7_ranker_c5_m0.07_l0.6_20251104_220203", P7},
            new String[] {"p7_ranker_c5_m0.07_l0.8_20251104_215945", P7},
            new String[] {"p7_ranker_c5_m0.07_l0.8_20251104_220053", P7},
            new String[] {"p7_ranker_c5_m0.07_l0.8_20251104_220159", P7},
            new String[] {"p7_ranker_c5_m0.07_l0.8_20251104_220241", P7},
            new String[] {"p7_ranker_c5_m0.07_l0.8_20251104_220453", P7},
            new String[] {"p7_ranker_c5_m0.07_l0.8_20251104_222127", P7},
            new String[] {"p7_ranker_c5_m0.07_l0.8_20251104_222516", P7},
            new String[] {"p7_ranker_c5_m0.10_l0.8_20251104_220208", P7},
            new String[] {"p7_ranker_c7_m0.07_l0.8_20251104_220212", P7},
            new String[] {"test_smoke_20251104_214730", P7},
            new String[] {"test_smoke_20251104_214811", P7},
            new String[] {"test_smoke_fixed_20251104_214851", P7});

    @Test
    void everyClassHasADefinition() throws IOException {
        assertThat(NEXT_VECTOR).hasSize(NEXT_VECTOR_CLASSES).doesNotHaveDuplicates();
        List<Made> all = Stream.concat(NEXT_VECTOR.stream(), OTHERS.stream()).toList();
        assertThat(all.stream().flatMap(made -> made.definitions().stream()).distinct())
                .as("definitions of no class are those of no checkpoint")
                .containsExactlyInAnyOrderElementsOf(ForwardDefinitions.names());
        DocumentTable.assertShows(
                DOCUMENT,
                "| class | in | definition |",
                all.stream().map(Made::row).toList());
    }

    @Test
    void everyRunSinceTheIncidentIsOfAKnownFormat() throws IOException {
        assertThat(RUNS.stream().map(run -> run[0]).distinct()).hasSize(RUNS_SINCE_THE_INCIDENT);
        assertThat(Arrays.stream(Trainer.values())
                        .flatMap(trainer -> Stream.of(trainer.scripts().split(", "))))
                .containsAll(RUNS.stream().map(run -> run[1]).distinct().toList());
        DocumentTable.assertShows(
                DOCUMENT,
                "| run | written by |",
                RUNS.stream()
                        .map(run -> "| %s | %s |".formatted(run[0], run[1]))
                        .toList());
    }
}
