package io.jenkins.plugins.lvm.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import com.cloudbees.plugins.credentials.CredentialsScope;
import com.cloudbees.plugins.credentials.SystemCredentialsProvider;
import com.cloudbees.plugins.credentials.impl.UsernamePasswordCredentialsImpl;
import hudson.model.FreeStyleBuild;
import hudson.util.Secret;
import org.jenkinsci.plugins.plaincredentials.impl.StringCredentialsImpl;
import org.junit.jupiter.api.Test;
import org.jvnet.hudson.test.JenkinsRule;
import org.jvnet.hudson.test.junit.jupiter.WithJenkins;

/** Secrets of the real plugins Credentials and Plain Credentials, found for a build, and their use tracked. */
@WithJenkins
class CredentialsTest {

    @Test
    void secretTextsAndPasswordsAreFoundAndTracked(JenkinsRule jenkins) throws Exception {
        var store = SystemCredentialsProvider.getInstance();
        var token = new StringCredentialsImpl(CredentialsScope.GLOBAL, "token", "", Secret.fromString("t0ken"));
        store.getCredentials().add(token);
        store.getCredentials()
                .add(new UsernamePasswordCredentialsImpl(CredentialsScope.GLOBAL, "login", "", "ann", "p4ss"));
        store.save();
        FreeStyleBuild build = jenkins.buildAndAssertSuccess(jenkins.createFreeStyleProject());
        CredentialsSecretSource source =
                jenkins.jenkins.getExtensionList(CredentialsSecretSource.class).get(0);

        assertThat(source.find("token", build)).isEqualTo(new KeptSecret(null, "t0ken"));
        assertThat(source.find("login", build)).isEqualTo(new KeptSecret("ann", "p4ss"));
        assertThat(source.find("nobody", build)).isNull();
        assertThat(CredentialsProvider.getFingerprintOf(token)).isNotNull();
    }
}
