/// The HTTPS server of the engine, on Vert.x: connections, bodies, streams, deadlines.
@NullMarked
package org.godwit.api.rest;

import org.jspecify.annotations.NullMarked;
