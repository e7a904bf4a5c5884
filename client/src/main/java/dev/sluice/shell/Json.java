package dev.sluice.shell;

/** One JSON object, written field by field. */
final class Json {

    private final StringBuilder out = new StringBuilder("{");

    Json text(String name, String value) {
        return name(name, quoted(value));
    }

    Json number(String name, long value) {
        return name(name, Long.toString(value));
    }

    Json number(String name, double value) {
        return name(name, Double.isFinite(value) ? Double.toString(value) : "null");
    }

    /** A field whose value nobody knows. */
    Json unknown(String name) {
        return name(name, "null");
    }

    private Json name(String name, String value) {
        if (out.length() > 1) {
            out.append(',');
        }
        out.append(quoted(name)).append(':').append(value);
        return this;
    }

    /** The object. */
    @Override
    public String toString() {
        return out + "}";
    }

    private static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c) || c == 0x7f) {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
