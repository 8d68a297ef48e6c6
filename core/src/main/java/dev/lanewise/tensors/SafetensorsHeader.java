// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A strict reader of the one form of JSON that a safetensors header has: an object of tensors, each with its type, shape
 * and data offsets, beside an optional object of texts. Anything else is refused with its position.
 */
final class SafetensorsHeader {
    /** A tensor's name, type, shape and place. */
    record Entry(String name, String type, List<Long> shape, long begin, long end) {}

    static final String METADATA = "__metadata__";
    static final int MOST_DIMENSIONS = 8;
    private static final int MOST_DEPTH = 100;
    private static final Pattern LITERAL =
            Pattern.compile("true|false|null|-?(0|[1-9][0-9]{0,400})(\\.[0-9]{1,400})?([eE][+-]?[0-9]{1,9})?");

    private final String json;
    private int at;
    private final Map<String, String> metadata = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();

    private SafetensorsHeader(String json) {
        this.json = json;
    }

    static SafetensorsHeader parse(byte[] utf8) {
        try {
            String json = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
            SafetensorsHeader header = new SafetensorsHeader(json);
            header.header();
            return header;
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the header is not UTF-8", e);
        }
    }

    Map<String, String> metadata() {
        return metadata;
    }

    List<Entry> entries() {
        return entries;
    }

    private void header() {
        if (json.charAt(0) != '{') {
            throw wrong("'{'");
        }
        Set<String> names = new HashSet<>();
        object(name -> {
            requireNew(names, name);
            if (name.equals(METADATA) && acceptNull()) {
                return;
            }
            if (name.equals(METADATA)) {
                Set<String> keys = new HashSet<>();
                object(key -> {
                    requireNew(keys, key);
                    metadata.put(key, string());
                });
            } else {
                entries.add(entry(name));
            }
        });
        skipBlanks();
        if (at != json.length()) {
            throw wrong("the end of the header");
        }
    }

    private static void requireNew(Set<String> names, String name) {
        if (!names.add(name)) {
            throw new IllegalArgumentException("the header names \"" + name + "\" twice");
        }
    }

    private Entry entry(String name) {
        Map<String, Object> fields = new LinkedHashMap<>();
        object(key -> {
            Object value = switch (key) {
                case "dtype" -> string();
                case "shape", "data_offsets" -> numbers();
                default -> {
                    skipValue(0);
                    yield null;
                }
            };
            if (value != null && fields.put(key, value) != null) {
                throw new IllegalArgumentException("tensor \"" + name + "\" has two fields \"" + key + "\"");
            }
        });
        String type = (String) fields.get("dtype");
        Object shape = fields.get("shape");
        Object places = fields.get("data_offsets");
        if (type == null || shape == null || places == null) {
            throw new IllegalArgumentException(
                    "tensor \"" + name + "\" has only " + fields.keySet() + "; expected dtype, shape, data_offsets");
        }
        List<Long> offsets = numbers(places);
        if (offsets.size() != 2) {
            throw new IllegalArgumentException(
                    "tensor \"" + name + "\" has data_offsets " + offsets + "; expected two");
        }
        return new Entry(name, type, numbers(shape), offsets.get(0), offsets.get(1));
    }

    private static List<Long> numbers(Object field) {
        List<Long> numbers = new ArrayList<>();
        for (Object number : (List<?>) field) {
            numbers.add((Long) number);
        }
        return numbers;
    }

    private interface Member {
        void read(String name);
    }

    private void object(Member member) {
        expect('{');
        if (!accept('}')) {
            do {
                String name = string();
                expect(':');
                member.read(name);
            } while (accept(','));
            expect('}');
        }
    }

    private List<Long> numbers() {
        List<Long> numbers = new ArrayList<>();
        expect('[');
        if (!accept(']')) {
            do {
                numbers.add(number());
                if (numbers.size() > MOST_DIMENSIONS) {
                    throw wrong("at most " + MOST_DIMENSIONS + " numbers");
                }
            } while (accept(','));
            expect(']');
        }
        return numbers;
    }

    private long number() {
        skipBlanks();
        int from = at;
        while (at < json.length() && json.charAt(at) >= '0' && json.charAt(at) <= '9') {
            at++;
        }
        boolean leadingZero = at - from > 1 && json.charAt(from) == '0';
        if (at == from || at - from > 18 || leadingZero) {
            at = from;
            throw wrong("a whole number of at most 18 digits");
        }
        return Long.parseLong(json, from, at, 10);
    }

    private String string() {
        expect('"');
        StringBuilder text = new StringBuilder();
        while (at < json.length() && json.charAt(at) != '"') {
            char c = json.charAt(at++);
            if (c < ' ') {
                at--;
                throw wrong("no control character");
            }
            text.append(c == '\\' ? escaped() : c);
        }
        if (at == json.length()) {
            throw wrong("a closing quote");
        }
        at++;
        requirePairs(text);
        return text.toString();
    }

    /** A lone surrogate is no character. */
    private static void requirePairs(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1));
            if (Character.isSurrogate(c) && !pair) {
                throw new IllegalArgumentException("the header has half of a surrogate pair, \\u"
                        + Integer.toHexString(c) + "; expected both halves");
            }
            i += pair ? 1 : 0;
        }
    }

    private char escaped() {
        char c = at < json.length() ? json.charAt(at++) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> {
                at--;
                throw wrong("an escape");
            }
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = at < json.length() ? json.charAt(at) : ' ';
            int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw wrong("four hexadecimal digits");
            }
            code = code * 16 + digit;
            at++;
        }
        return (char) code;
    }

    /** A value of a field that is not known: any JSON. */
    private void skipValue(int depth) {
        if (depth > MOST_DEPTH) {
            throw wrong("at most " + MOST_DEPTH + " values inside each other");
        }
        skipBlanks();
        char c = at < json.length() ? json.charAt(at) : ' ';
        if (c == '"') {
            string();
        } else if (c == '{') {
            object(name -> skipValue(depth + 1));
        } else if (c == '[') {
            skipArray(depth);
        } else {
            Matcher literal = LITERAL.matcher(json).region(at, json.length());
            if (!literal.lookingAt()) {
                throw wrong("a value");
            }
            boolean number = c == '-' || c >= '0' && c <= '9';
            if (number && Double.isInfinite(Double.parseDouble(literal.group()))) {
                throw wrong("a number within the range of binary64");
            }
            at = literal.end();
        }
    }

    private void skipArray(int depth) {
        expect('[');
        if (!accept(']')) {
            do {
                skipValue(depth + 1);
            } while (accept(','));
            expect(']');
        }
    }

    private boolean acceptNull() {
        skipBlanks();
        boolean found = json.startsWith("null", at);
        at += found ? 4 : 0;
        return found;
    }

    private boolean accept(char c) {
        skipBlanks();
        if (at < json.length() && json.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) {
        if (!accept(c)) {
            throw wrong("'" + c + "'");
        }
    }

    private void skipBlanks() {
        while (at < json.length() && " \t\n\r".indexOf(json.charAt(at)) >= 0) {
            at++;
        }
    }

    private IllegalArgumentException wrong(String expected) {
        String found = at < json.length() ? shown(json.charAt(at)) : "its end";
        return new IllegalArgumentException(
                "at character " + at + " of the header there is " + found + "; expected " + expected);
    }

    /** A character as it is, or by its number where it cannot be seen. */
    private static String shown(char c) {
        return c > ' ' && c <= '~' ? "'" + c + "'" : String.format("the character U+%04X", (int) c);
    }

    static String quoted(String text) {
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw new IllegalArgumentException("the text \"" + text.replaceAll("[^ -~]", "?")
                    + "\" has half of a surrogate pair; expected whole characters");
        }
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ' || c > '~') {
                json.append(String.format("\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
