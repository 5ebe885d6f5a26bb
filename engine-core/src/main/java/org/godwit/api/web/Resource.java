package org.godwit.api.web;

import java.util.List;

/// A part of the API.
public interface Resource {
    /// What it answers to.
    List<Route> routes();
}
