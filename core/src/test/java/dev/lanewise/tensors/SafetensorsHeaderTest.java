// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdicts of the reference reader. */
class SafetensorsHeaderTest {
    private static final String TENSOR = "\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]";

    private static SafetensorsHeader parse(String json) {
        return SafetensorsHeader.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"__metadata__\":null," + TENSOR + "}}",
                "{\"__metadata__\":{}," + TENSOR + "}}",
                "{" + TENSOR + ",\"note\":\"x\"}}",
                "{" + TENSOR + ",\"note\":{\"a\":[1,-2.5e3,true,null,[]],\"b\":{}}}}",
                "{\"__metadata__\":{\"\\u00e9\\ud83d\\ude00\":\"\"}," + TENSOR + "}}"
            })
    void whatTheReferenceReadsIsRead(String json) {
        assertThat(parse(json).entries())
                .extracting(SafetensorsHeader.Entry::name)
                .containsExactly("w");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"__metadata__\":{\"a\":\"\\u\uFF10\uFF10\uFF10\uFF11\"}," + TENSOR + "}}",
                "{\"__metadata__\":{\"a\":\"\\ud800\"}," + TENSOR + "}}",
                "{\"__metadata__\":{\"a\":\"\\ude00\\ud83d\"}," + TENSOR + "}}",
                "{" + TENSOR + ",\"note\":tru}}",
                "{" + TENSOR + ",\"note\":01}}",
                "{" + TENSOR + "}}\u0000"
            })
    void whatTheReferenceRefusesIsRefused(String json) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .matches("[ -~]+");
    }

    private static String noted(String value) {
        return "{" + TENSOR + ",\"note\":" + value + "}}";
    }

    private static void refused(String json, String message) {
        assertThatThrownBy(() -> parse(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void blanksMayStandBetweenAllParts() {
        SafetensorsHeader.Entry entry = parse(
                        "{ \"__metadata__\" : null ,\n\"w\" : { \"dtype\" : \"F32\" , \"shape\" : [ 90 , 9 , 0 ] ,"
                                + "\r\t\"data_offsets\" : [ 0 , 400 ] , \"note\" : [ 1 , { \"a\" : 2 } ] } } ")
                .entries()
                .get(0);
        assertThat(entry.shape()).containsExactly(90L, 9L, 0L);
        assertThat(entry.end()).isEqualTo(400);
    }

    @Test
    void aShapeHasEightSizesOf18DigitsAtMost() {
        String eight = Collections.nCopies(8, 999_999_999_999_999_999L).toString();
        assertThat(parse("{" + TENSOR.replace("[1]", eight) + "}}")
                        .entries()
                        .get(0)
                        .shape())
                .hasSize(8)
                .containsOnly(999_999_999_999_999_999L);
        refused(
                "{" + TENSOR.replace("[1]", Collections.nCopies(9, 1).toString()) + "}}",
                "at character 54 of the header there is ']'; expected at most 8 numbers");
        refused(
                "{" + TENSOR.replace("[1]", "[1000000000000000000]") + "}}",
                "at character 29 of the header there is '1'; expected a whole number of at most 18 digits");
    }

    @Test
    void valuesThatAreNotKnownMayLieInside100Others() {
        for (String[] pair : new String[][] {{"[", "]"}, {"{\"a\":", "}"}}) {
            parse(noted(pair[0].repeat(100) + "1" + pair[1].repeat(100)));
            assertThatThrownBy(() -> parse(noted(pair[0].repeat(101) + "1" + pair[1].repeat(101))))
                    .hasMessageEndingWith("expected at most 100 values inside each other");
        }
    }

    @Test
    void numbersBeyondBinary64AreRefused() {
        parse(noted("9e307"));
        for (String number : new String[] {"9e308", "-9e308", "1e999"}) {
            assertThatThrownBy(() -> parse(noted(number)))
                    .hasMessageEndingWith("expected a number within the range of binary64");
        }
    }

    @Test
    void whatIsWrongIsToldByPlaceAndCharacter() {
        refused("{~}", "at character 1 of the header there is '~'; expected '\"'");
        refused("{\"a\":\"", "at character 5 of the header there is '\"'; expected '{'");
        refused(
                "{\"a\u0001\"",
                "at character 3 of the header there is the character U+0001; expected no control character");
        refused("{\"a\u007f\"}", "at character 5 of the header there is '}'; expected ':'");
        refused("{\u007f}", "at character 1 of the header there is the character U+007F; expected '\"'");
        refused("{\"\\ ", "at character 3 of the header there is the character U+0020; expected an escape");
        refused("{\"\\x", "at character 3 of the header there is 'x'; expected an escape");
        refused("{\"\\u00", "at character 6 of the header there is its end; expected four hexadecimal digits");
        refused("{" + TENSOR + ",\"note\":", "at character 60 of the header there is its end; expected a value");
        refused("{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", "the header names \"a\" twice");
    }

    @Test
    void whatCanBeSeenIsWrittenAsItIs() {
        assertThat(SafetensorsHeader.quoted(" !~\u001f\u007f\"\\")).isEqualTo("\" !~\\u001f\\u007f\\\"\\\\\"");
    }
}
