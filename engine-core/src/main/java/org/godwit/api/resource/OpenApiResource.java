package org.godwit.api.resource;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import org.godwit.api.web.Answer;
import org.godwit.api.web.Call;
import org.godwit.api.web.Resource;
import org.godwit.api.web.Route;

/// The description of the API, as it is shipped; a test holds it to the routes.
final class OpenApiResource implements Resource {
    @Override
    public List<Route> routes() {
        return List.of(Route.get("/godwit/v1/openapi.yaml", this::show));
    }

    private Answer show(Call call) {
        try (InputStream in =
                Objects.requireNonNull(OpenApiResource.class.getResourceAsStream("openapi.yaml"))) {
            return new Answer.Document(200, "application/yaml", in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
