package dev.sluice.text;

import java.util.List;
import java.util.Map;

/**
 * Maps, lists, numbers, booleans, text and null as JSON (RFC 8259). A number that is not finite is null, since JSON has none. Any thread.
 */
public final class Json {

    private final StringBuilder out = new StringBuilder();
    private final String step;
    private final String colon;

    private Json(String step, String colon) {
        this.step = step;
        this.colon = colon;
    }

    /** {@code value} on one line, without its end. */
    public static String line(Object value) {
        Json json = new Json("", ":");
        json.write(value, "");
        return json.out.toString();
    }

    /** {@code value} for people as well: a line for each field, and the end of the last line. */
    public static String page(Object value) {
        Json json = new Json("  ", ": ");
        json.write(value, "\n");
        return json.out.append('\n').toString();
    }

    private void write(Object value, String indent) {
        if (value instanceof Map<?, ?> map) {
            String separator = "{";
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                out.append(separator).append(indent).append(step);
                quote(entry.getKey().toString());
                out.append(colon);
                write(entry.getValue(), indent + step);
                separator = ",";
            }
            out.append(map.isEmpty() ? "{}" : indent + "}");
        } else if (value instanceof List<?> list) {
            String separator = "[";
            for (Object element : list) {
                out.append(separator).append(indent).append(step);
                write(element, indent + step);
                separator = ",";
            }
            out.append(list.isEmpty() ? "[]" : indent + "]");
        } else if (value instanceof Double number && !Double.isFinite(number)) {
            out.append("null");
        } else if (value == null || value instanceof Number || value instanceof Boolean) {
            out.append(value);
        } else {
            quote(value.toString());
        }
    }

    /** What a terminal would obey, or show in another order, were it written as it is. */
    private static boolean isInvisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> false;
        };
    }

    private void quote(String text) {
        out.append('"');
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (isInvisible(c)) {
                for (char unit : Character.toChars(c)) {
                    out.append(String.format("\\u%04x", (int) unit));
                }
            } else {
                out.appendCodePoint(c);
            }
        });
        out.append('"');
    }
}
