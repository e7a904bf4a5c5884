package dev.sluice.shell;

import dev.sluice.text.Json;
import java.util.LinkedHashMap;
import java.util.Map;

/** One JSON object on one line, made field by field. */
final class JsonLine {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    JsonLine text(String name, String value) {
        return field(name, value);
    }

    JsonLine number(String name, Number value) {
        return field(name, value);
    }

    /** A field whose value nobody knows. */
    JsonLine unknown(String name) {
        return field(name, null);
    }

    private JsonLine field(String name, Object value) {
        fields.put(name, value);
        return this;
    }

    /** The object. */
    @Override
    public String toString() {
        return Json.line(fields);
    }
}
