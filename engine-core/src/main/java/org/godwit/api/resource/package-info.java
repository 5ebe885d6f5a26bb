/// The resources under `/godwit/v1`, one file each: input to commands, views to JSON.
@NullMarked
package org.godwit.api.resource;

import org.jspecify.annotations.NullMarked;
