# Copyright The Lanewise authors. SPDX-License-Identifier: Apache-2.0
"""What the reference reader of safetensors says to valid and spoilt files.

    pip install safetensors==0.8.0
    python verdicts.py > ../resources/dev/lanewise/tensors/safetensors-verdicts.txt

A line for each file: + or - (read or refused), and the file in base64.
"""

import base64
import random
import struct

from safetensors import SafetensorError, deserialize

random.seed(20261125)


def tensor(name, dtype="F32", shape="[1]", begin=0, end=4, extra=""):
    return '"%s":{"dtype":"%s","shape":%s,"data_offsets":[%d,%d]%s}' % (name, dtype, shape, begin, end, extra)


VALID = [
    ("{%s}" % tensor("w"), 4),
    ('{"__metadata__":{"a":"b"},%s}' % tensor("w"), 4),
    ('{"__metadata__":null,%s}' % tensor("w"), 4),
    ('{"__metadata__":{"\\u00e9\\ud83d\\ude00\\n":"\\"\\\\/\\b"},%s}' % tensor("w"), 4),
    ("{%s}  " % tensor("w"), 4),
    ('{%s, %s}' % (tensor("b", begin=4, end=12, shape="[2]"), tensor("a")), 12),
    ("{%s,%s}" % (tensor("a", "F64", "[2,1]", 0, 16), tensor("b", "F32", "[]", 16, 20)), 20),
    ("{%s}" % tensor("empty", shape="[0,3]", end=0), 0),
    ("{}", 0),
    ('{"__metadata__":{}}', 0),
    ("{%s}" % tensor("w", extra=',"note":{"a":[1,-2.5e3,true,null,[]]}'), 4),
    ("{\n\t%s\r}" % tensor("w"), 4),
]
TOKENS = list('{}[],:"\\-+.0123456789eEtfn ') + [
    "\t", "\n", "\0", "\x1f", "\x7f", "\ufeff", "\uff10", "é", "null", "true", "1e3", "1.0", "-0", "-1", "00",
    "\\u0041", "\\ud800", "\\udc00", "\\u00e9", "\\x", '"w"', '"__metadata__"', '"dtype"', '"shape"',
    '"data_offsets"', "18446744073709551615", "18446744073709551616", "9223372036854775808", "4294967296",
]
TYPES = ["F32", "F64", "f32", "F16", "BF16", "I64", "BOOL", "F8_E5M2", "X", ""]


def spoil(text, data):
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        kind = random.randrange(5)
        at = random.randrange(len(text) + 1)
        if kind == 0:
            text = text[:at] + random.choice(TOKENS) + text[at:]
        elif kind == 1 and text:
            text = text[:at] + text[at + 1:]
        elif kind == 2 and text:
            text = text[:at] + random.choice(TOKENS) + text[at + 1:]
        elif kind == 3:
            to = min(len(text), at + random.randrange(12))
            text = text[:to] + text[at:to] + text[to:]
        else:
            data = max(0, data + random.choice([-4, -1, 1, 4]))
    return text, data


def value(depth=0):
    """Any JSON value."""
    kind = random.randrange(6 if depth < 3 else 4)
    if kind == 0:
        return random.choice(["0", "-0", "1", "12.5", "1e9", "-2.5E-3", "18446744073709551616", "1e400", "01", "1.", ".5"])
    if kind == 1:
        return random.choice(["true", "false", "null", "True", "nul"])
    if kind < 4:
        return '"%s"' % random.choice(["", "a", "\\n", "\\u00e9", "\\ud83d\\ude00", "\\ud83d", "é😀", "\\/", "\\a", "\x7f"])
    if kind == 4:
        return "[" + ",".join(value(depth + 1) for _ in range(random.randrange(3))) + "]"
    return "{" + ",".join('"k%d":%s' % (random.randrange(3), value(depth + 1)) for _ in range(random.randrange(3))) + "}"


def blank():
    return random.choice(["", "", "", " ", "\n", "\t \r"])


def sound():
    """A file that the reference mostly reads: any order, blanks, texts and unknown fields."""
    entries, at = [], 0
    for i in range(random.randrange(4)):
        dtype = random.choice(["F32", "F32", "F64"])
        shape = [random.randrange(4) for _ in range(random.randrange(3))]
        size = 4 if dtype == "F32" else 8
        for n in shape:
            size *= n
        fields = [
            '"dtype"%s:"%s"' % (blank(), dtype),
            '"shape":%s[%s]' % (blank(), (blank() + ",").join(map(str, shape))),
            '"data_offsets":[%d%s,%d]' % (at, blank(), at + size),
        ]
        if random.random() < 0.3:
            fields.append('"extra":%s' % value())
        random.shuffle(fields)
        name = random.choice(["w%d", "layer.%d/bias", "\\u00e9%d", "é😀%d", "%d\\n", " %d"]) % i
        entries.append('"%s"%s:{%s}' % (name, blank(), ",".join(fields)))
        at += size
    if random.random() < 0.5:
        texts = ['"%s":%s' % (random.choice("abc"), value() if random.random() < 0.3 else '"t"') for _ in range(random.randrange(3))]
        entries.append('"__metadata__":{%s}' % ",".join(texts))
    random.shuffle(entries)
    return "{" + blank() + ("," + blank()).join(entries) + blank() + "}" + random.choice(["", "", " ", "   "]), at


def file(header, data, length=None):
    raw = header if isinstance(header, bytes) else header.encode("utf-8", "surrogatepass")
    return struct.pack("<Q", len(raw) if length is None else length) + raw + bytes(data)


def cases():
    for header, data in VALID:
        yield file(header, data)
        for wrong in (0, 1, len(header) - 1, len(header) + 1, len(header) + data + 1, 100_000_001, 2**63, 2**64 - 1):
            yield file(header, data, wrong)
    for dtype in TYPES:
        for shape, size in (("[1]", 4), ("[2]", 4), ("[1]", 8), ("[4]", 4), ("[1]", 2), ("[8]", 4)):
            yield file("{%s}" % tensor("w", dtype, shape, 0, size), size)
    for shape in ("[-1]", "[1.0]", "[18446744073709551615]", "[4294967296,4294967296]", "[1,1,1]", "1", "null", '["1"]'):
        yield file("{%s}" % tensor("w", shape=shape), 4)
    for at in range(len(VALID[3][0])):
        raw = bytearray(VALID[3][0].encode())
        raw[at] = random.choice([0x80, 0xC0, 0xED, 0xF5, 0xFF])
        yield file(bytes(raw), 4)
    for prefix in range(12):
        yield file(*VALID[0])[:prefix]
    for _ in range(600):
        yield file(*sound())
    for _ in range(400):
        yield file(*spoil(*random.choice(VALID)))
    for _ in range(400):
        yield file(*spoil(*sound()))


seen = set()
for case in cases():
    if case in seen:
        continue
    seen.add(case)
    try:
        deserialize(case)
        verdict = "+"
    except (SafetensorError, OverflowError, ValueError):
        verdict = "-"
    print(verdict, base64.b64encode(case).decode())
