/// Registration of files that lie at an RSE already.
@NullMarked
package org.godwit.registration;

import org.jspecify.annotations.NullMarked;
