/// The words of an HTTP API without a server: routes on raw paths, calls, answers, rows, strict
/// JSON input. Knows neither the catalogue nor the library that speaks HTTP.
@NullMarked
package org.godwit.api.web;

import org.jspecify.annotations.NullMarked;
