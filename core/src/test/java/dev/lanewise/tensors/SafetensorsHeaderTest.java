// Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
package dev.lanewise.tensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
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
}
