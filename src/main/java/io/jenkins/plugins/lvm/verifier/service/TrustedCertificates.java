package io.jenkins.plugins.lvm.verifier.service;

import io.jenkins.plugins.lvm.verifier.contract.VerifierException;
import io.jenkins.plugins.lvm.verifier.contract.VerifierException.Reason;
import io.jenkins.plugins.lvm.verifier.format.FileSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** TLS that trusts the certificates of a file, and no others. Names of hosts are checked all the same. */
final class TrustedCertificates {
    private static final int LARGEST = 1 << 20;

    private TrustedCertificates() {}

    /**
     * TLS for these certificates.
     *
     * @param pem file with one or more of them
     * @throws VerifierException if it holds none
     */
    static SSLContext context(Path pem) {
        String text = FileSource.readText(pem, "a file of certificates", LARGEST);
        try {
            Collection<? extends Certificate> certificates = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
            if (certificates.isEmpty()) {
                throw refused(pem, null);
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate : certificates) {
                store.setCertificateEntry(String.valueOf(number++), certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw refused(pem, e);
        }
    }

    private static VerifierException refused(Path pem, @Nullable Exception cause) {
        return new VerifierException(
                Reason.UNREADABLE,
                pem + " holds no X.509 certificate in PEM.",
                "Name the file with the certificate of the service, or of who signed it.",
                cause);
    }
}
