package org.godwit.api.web;

/// The HTTP methods in use.
public enum Method {
    GET,
    POST,
    PUT,
    DELETE
}
