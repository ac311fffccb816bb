package io.jenkins.plugins.lvm.step;

import com.google.gson.Gson;
import hudson.AbortException;
import hudson.model.Hudson;
import hudson.model.Run;
import io.jenkins.plugins.lvm.verifier.contract.ServiceRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Headers of a service that come from credentials: looked up here, on the controller, when a verifier is about to be started. */
final class ServiceHeaders {
    private final Run<?, ?> run;

    ServiceHeaders(Run<?, ?> run) {
        this.run = run;
    }

    /**
     * Looks the values up.
     *
     * @return JSON for the verifier; null where no header comes from credentials
     * @throws AbortException if there is no such credential for this build; the message holds nothing of any
     */
    @Nullable
    String lookUp(@Nullable ServiceRequest service) throws AbortException {
        if (service == null || service.credentials().isEmpty()) {
            return null;
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (Map.Entry<String, String> header : service.credentials().entrySet()) {
            KeptSecret secret = find(header.getValue());
            values.put(
                    header.getKey(),
                    header.getKey().equalsIgnoreCase(ServiceRequest.AUTHORIZATION)
                            ? secret.authorization()
                            : secret.text());
        }
        return new Gson().toJson(values);
    }

    private KeptSecret find(String id) throws AbortException {
        try {
            for (SecretSource source : Hudson.getInstance().getExtensionList(SecretSource.class)) {
                KeptSecret secret = source.find(id, run);
                if (secret != null) {
                    return secret;
                }
            }
        } catch (IOException e) {
            throw new AbortException("The credential '" + id + "' cannot be read. Store it once more.");
        }
        throw new AbortException("There is no credential '" + id
                + "' that this build may use. Give the id of a secret text, a secret file, or a user name with password;"
                + " those need the plugins Credentials and Plain Credentials.");
    }
}
