package org.godwit.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.CertificateException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class IdentityTest {
    @ParameterizedTest
    @EnumSource(Role.class)
    void isReadFromTheUri(Role role) throws Exception {
        Identity identity = new Identity(role, "Lyon_1.a-b");

        assertThat(Identity.of(Forgery.withUris(List.of(identity.uri())))).isEqualTo(identity);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "urn:godwit:root:x",
                "urn:godwit:agent:",
                "urn:godwit:agent:a/b",
                "urn:godwit:AGENT:x",
                "urn:godwit:agent:x:y",
                "https://example.org/urn:godwit:agent:x",
                "urn:godwit:agent:x?engine"
            })
    void otherUrisAreNoIdentity(String uri) throws Exception {
        var certificate = Forgery.withUris(List.of(uri));

        assertThatThrownBy(() -> Identity.of(certificate)).isInstanceOf(CertificateException.class);
    }

    @Test
    void twoUrisOrNoneAreNoIdentity() throws Exception {
        var two = Forgery.withUris(List.of("urn:godwit:agent:x", "urn:godwit:engine:x"));
        var none = Forgery.withUris(List.of());

        assertThatThrownBy(() -> Identity.of(two)).hasMessageContaining("this one has 2");
        assertThatThrownBy(() -> Identity.of(none)).hasMessageContaining("this one has 0");
    }
}
