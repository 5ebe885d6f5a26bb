/// TLS of the data channel: TLS 1.3 by BoringSSL, both ends with certificates of the deployment,
/// and where it ends if both ends agree to.
@NullMarked
package org.godwit.agent.tls;

import org.jspecify.annotations.NullMarked;
