package io.jenkins.plugins.lvm.step;

import hudson.FilePath;
import io.jenkins.plugins.lvm.verifier.attestation.DeployedFolder;
import io.jenkins.plugins.lvm.verifier.attestation.DeployedModel;
import io.jenkins.plugins.lvm.verifier.attestation.Sha256;
import io.jenkins.plugins.lvm.verifier.attestation.SignedAttestation;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;

/** A model's folder that an agent holds. */
final class AgentFolder {
    private AgentFolder() {}

    /** Bytes are digested as they come over the connection, so that no program of the agent answers in their place. */
    private record Remote(FilePath file) implements DeployedFolder.Entry<InterruptedException> {
        @Override
        public String path() {
            return file.getRemote();
        }

        @Override
        public boolean isDirectory() throws IOException, InterruptedException {
            return file.isDirectory();
        }

        @Override
        public List<Remote> list() throws IOException, InterruptedException {
            return file.list().stream().map(Remote::new).toList();
        }

        /** Without opening what has no size: an empty file, or a pipe or device, which would not end. */
        @Override
        public String sha256() throws IOException, InterruptedException {
            try (InputStream in = new AgentFile(file).exists() ? file.read() : InputStream.nullInputStream()) {
                return Sha256.hex(in);
            }
        }
    }

    /** Paths in the folder of an attestation and its signatures; empty where these are elsewhere. */
    static Set<String> beside(FilePath folder, FilePath attestation) {
        return DeployedFolder.beside(folder.getRemote(), SignedAttestation.files(attestation.getRemote(), 1));
    }

    /**
     * The model in it.
     *
     * @param attestation what lies in the folder because of it is no part of the model
     * @throws VerifierException if it is not as folders of models are
     */
    static DeployedModel model(FilePath folder, FilePath attestation) throws IOException, InterruptedException {
        return DeployedFolder.model(new Remote(folder), beside(folder, attestation));
    }
}
