import Testing

@testable import DealerRules

/// Whole messages about characters, texts, words and numbers.
@Suite("JSON messages about texts and numbers") struct JSONTextMessageTests {
  static let cases: [MessageCase] = [
    MessageCase(
      "unexpected character", "{\"a\": @home, \"b\": 1}",
      #"""
      rules.json:1:7: error: unexpected `@` where a value is expected [E101]
        | {"a": @home, "b": 1}
        |       ^^^^^
      """#),
    MessageCase(
      "unexpected character after a value", "{\"a\": 1 @ }",
      #"""
      rules.json:1:9: error: unexpected `@` where `,` or `}` is expected [E101]
        | {"a": 1 @ }
        |         ^
      """#),
    MessageCase(
      "unterminated text", "{\n  \"a\": \"one,\n  \"b\": 2\n}",
      #"""
      rules.json:2:8: error: text has no closing quote on its line [E102]
        |   "a": "one,
        |        ^^^^^
      """#),
    MessageCase(
      "unterminated key", "{\n  \"a: 1,\n  \"b\": 2\n}",
      #"""
      rules.json:2:3: error: text has no closing quote on its line [E102]
        |   "a: 1,
        |   ^^^^^^
      """#),
    MessageCase(
      "unterminated text, curly close", "{\"a\": \"one”}",
      #"""
      rules.json:1:7: error: text has no closing quote on its line [E102]
        | {"a": "one”}
        |       ^^^^^^
        = help: close it with `"` instead of `”`
      """#),
    MessageCase(
      "bad escape", "{\"path\": \"C:\\new\\quarter\"}",
      #"""
      rules.json:1:17: error: unknown escape `\q` [E103]
        | {"path": "C:\new\quarter"}
        |                 ^^
        = help: write `\\` for a backslash
      """#),
    MessageCase(
      "bad unicode escape", "[\"\\u12x4\"]",
      #"""
      rules.json:1:3: error: unknown escape `\u12` [E103]
        | ["\u12x4"]
        |   ^^^^
        = help: write four hexadecimal digits after `\u`
      """#),
    MessageCase(
      "lone surrogates", "[\"\\ud83d\", \"\\udc00x\"]",
      #"""
      rules.json:1:3: error: `\ud83d` is half of a surrogate pair [E104]
        | ["\ud83d", "\udc00x"]
        |   ^^^^^^
        = help: write the character itself
      rules.json:1:13: error: `\udc00` is half of a surrogate pair [E104]
        | ["\ud83d", "\udc00x"]
        |             ^^^^^^
        = help: write the character itself
      """#),
    MessageCase(
      "control character", "[\"a\tb\"]",
      #"""
      rules.json:1:4: error: control character tab in a text [E105]
        | ["a b"]
        |    ^
        = help: write `\t`
      """#),
    MessageCase(
      "literals", "[True, None, NaN, -Infinity, undefined, yes]",
      #"""
      rules.json:1:2: error: `True` is not a value of JSON [E111]
        | [True, None, NaN, -Infinity, undefined, yes]
        |  ^^^^
        = help: write `true`
      rules.json:1:8: error: `None` is not a value of JSON [E111]
        | [True, None, NaN, -Infinity, undefined, yes]
        |        ^^^^
        = help: write `null`
      rules.json:1:14: error: `NaN` is not a number of JSON [E111]
        | [True, None, NaN, -Infinity, undefined, yes]
        |              ^^^
      rules.json:1:19: error: `-Infinity` is not a number of JSON [E111]
        | [True, None, NaN, -Infinity, undefined, yes]
        |                   ^^^^^^^^^
      rules.json:1:30: error: `undefined` is not a value of JSON [E111]
        | [True, None, NaN, -Infinity, undefined, yes]
        |                              ^^^^^^^^^
        = help: write `null`
      rules.json:1:41: error: `yes` is not a value of JSON [E111]
        | [True, None, NaN, -Infinity, undefined, yes]
        |                                         ^^^
        = help: write `true`
      """#),
    MessageCase(
      "leading zeros", "[007, -01.50, 00]",
      #"""
      rules.json:1:2: error: number `007` has a leading zero [E112]
        | [007, -01.50, 00]
        |  ^^^
        = help: write `7`, or "…" around an id
      rules.json:1:7: error: number `-01.50` has a leading zero [E112]
        | [007, -01.50, 00]
        |       ^^^^^^
        = help: write `-1.50`, or "…" around an id
      rules.json:1:15: error: number `00` has a leading zero [E112]
        | [007, -01.50, 00]
        |               ^^
        = help: write `0`, or "…" around an id
      """#),
    MessageCase(
      "numbers", "[+1, .5, 5., 1e, 0x1F, 5%, 2025-03-01, 2025/3/1, 1_000, -]",
      #"""
      rules.json:1:2: error: `+1` is not a number as JSON writes it [E113]
        | [+1, .5, 5., 1e, 0x1F, 5%, 2025-03-01, 2025/3/1, 1_000, -]
        |  ^^
        = help: write the number without `+`
      rules.json:1:6: error: `.5` is not a number as JSON writes it [E113]
        | [+1, .5, 5., 1e, 0x1F, 5%, 2025-03-01, 2025/3/1, 1_000, -]
        |      ^^
        = help: write a `0` before the point
      rules.json:1:10: error: `5.` is not a number as JSON writes it [E113]
        | [+1, .5, 5., 1e, 0x1F, 5%, 2025-03-01, 2025/3/1, 1_000, -]
        |          ^^
        = help: write the number without its last point, or a digit behind it
      rules.json:1:14: error: `1e` is not a number as JSON writes it [E113]
        | [+1, .5, 5., 1e, 0x1F, 5%, 2025-03-01, 2025/3/1, 1_000, -]
        |              ^^
        = help: write digits with a `.` for decimals, or "…" around a text
      rules.json:1:18: error: `0x1F` is not a number as JSON writes it [E113]
        | [+1, .5, 5., 1e, 0x1F, 5%, 2025-03-01, 2025/3/1, 1_000, -]
        |                  ^^^^
        = help: write digits with a `.` for decimals, or "…" around a text
      rules.json:1:24: error: `5%` is not a number as JSON writes it [E113]
        | [+1, .5, 5., 1e, 0x1F, 5%, 2025-03-01, 2025/3/1, 1_000, -]
        |                        ^^
        = help: write digits with a `.` for decimals, or "…" around a text
      rules.json:1:28: error: `2025-03-01` is not a number as JSON writes it [E113]
        | [+1, .5, 5., 1e, 0x1F, 5%, 2025-03-01, 2025/3/1, 1_000, -]
        |                            ^^^^^^^^^^
        = help: write a date as `"2025-03-01"`
      rules.json:1:40: error: `2025/3/1` is not a number as JSON writes it [E113]
        | [+1, .5, 5., 1e, 0x1F, 5%, 2025-03-01, 2025/3/1, 1_000, -]
        |                                        ^^^^^^^^
        = help: write a date as `"2025-03-01"`
      rules.json:1:50: error: `1_000` is not a number as JSON writes it [E113]
        | [+1, .5, 5., 1e, 0x1F, 5%, 2025-03-01, 2025/3/1, 1_000, -]
        |                                                  ^^^^^
        = help: write digits with a `.` for decimals, or "…" around a text
      rules.json:1:57: error: `-` is not a number as JSON writes it [E113]
        | [+1, .5, 5., 1e, 0x1F, 5%, 2025-03-01, 2025/3/1, 1_000, -]
        |                                                         ^
        = help: write a number, or "…" around a text
      """#),
    MessageCase(
      "thousands separator", "{\"amount\": 1,200.00, \"b\": 1,234,567}",
      #"""
      rules.json:1:12: error: number `1,200.00` has a thousands separator [E404]
        | {"amount": 1,200.00, "b": 1,234,567}
        |            ^^^^^^^^
        = help: write `1200.00`
      rules.json:1:27: error: number `1,234,567` has a thousands separator [E404]
        | {"amount": 1,200.00, "b": 1,234,567}
        |                           ^^^^^^^^^
        = help: write `1234567`
      """#),
    MessageCase(
      "single quotes", "{'a': 'it\\'s', \"b\": 'x'}",
      #"""
      rules.json:1:2: error: text is in single quotes [E114]
        | {'a': 'it\'s', "b": 'x'}
        |  ^^^
        = help: write `"a"`
      rules.json:1:7: error: text is in single quotes [E114]
        | {'a': 'it\'s', "b": 'x'}
        |       ^^^^^^^
        = help: write `"it's"`
      rules.json:1:21: error: text is in single quotes [E114]
        | {'a': 'it\'s', "b": 'x'}
        |                     ^^^
        = help: write `"x"`
      """#),
    MessageCase(
      "unquoted", "{a: b, rule-id: 满减}",
      #"""
      rules.json:1:2: error: field name `a` has no quotes [E118]
        | {a: b, rule-id: 满减}
        |  ^
        = help: write `"a"`
      rules.json:1:5: error: text `b` has no quotes [E119]
        | {a: b, rule-id: 满减}
        |     ^
        = help: write `"b"`
      rules.json:1:8: error: field name `rule-id` has no quotes [E118]
        | {a: b, rule-id: 满减}
        |        ^^^^^^^
        = help: write `"rule-id"`
      rules.json:1:17: error: text `满减` has no quotes [E119]
        | {a: b, rule-id: 满减}
        |                 ^^^^
        = help: write `"满减"`
      """#),
    MessageCase(
      "full-width space", "{\"a\":\u{3000}1}",
      #"""
      rules.json:1:6: error: unexpected full-width space U+3000 between values [E101]
        | {"a":　1}
        |      ^^
        = help: write a plain space or nothing
      """#),
    MessageCase(
      "number as key", "{\"a\": 1, 2: 3}",
      #"""
      rules.json:1:10: error: field name `2` has no quotes [E118]
        | {"a": 1, 2: 3}
        |          ^
        = help: write `"2"`
      """#),
    MessageCase(
      "several lines, CJK before the caret", "{\"名称\": \"夏季满减\", \"折扣\": tru}",
      #"""
      rules.json:1:22: error: text `tru` has no quotes [E119]
        | {"名称": "夏季满减", "折扣": tru}
        |                              ^^^
        = help: did you mean `true`?
      """#),
    MessageCase(
      "unfinished escape", "[\"a\\",
      #"""
      rules.json:1:2: error: text has no closing quote on its line [E102]
        | ["a\
        |  ^^^
      """#),
  ]

  @Test(arguments: cases) func messages(_ item: MessageCase) {
    #expect(MessageCase.json(item.document) == item.expected)
  }
}
