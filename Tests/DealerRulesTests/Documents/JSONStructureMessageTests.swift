import Testing

@testable import DealerRules

/// Whole messages about commas, colons, brackets and field names.
@Suite("JSON messages about structure") struct JSONStructureMessageTests {
  static let cases: [MessageCase] = [
    MessageCase(
      "missing comma", "{\n  \"a\": 1\n  \"b\": [1 2]\n}",
      #"""
      rules.json:2:9: error: expected `,` before `"` [E106]
        |   "a": 1
        |         ^
        = help: write `,` here
      rules.json:3:10: error: expected `,` before `2` [E106]
        |   "b": [1 2]
        |          ^
        = help: write `,` here
      """#),
    MessageCase(
      "semicolon for comma", "{\"a\": 1; \"b\": 2}",
      #"""
      rules.json:1:8: error: expected `,` before `;` [E106]
        | {"a": 1; "b": 2}
        |        ^
        = help: write `,` here
      """#),
    MessageCase(
      "trailing commas", "{\n  \"a\": [1, 2,],\n}",
      #"""
      rules.json:2:13: error: comma before `]` [E107]
        |   "a": [1, 2,],
        |             ^
        = help: delete the comma
      rules.json:2:15: error: comma before `}` [E107]
        |   "a": [1, 2,],
        |               ^
        = help: delete the comma
      """#),
    MessageCase(
      "missing colon", "{\"a\" 1, \"b\" = 2, \"c\"}",
      #"""
      rules.json:1:5: error: expected `:` after the field name `a` [E108]
        | {"a" 1, "b" = 2, "c"}
        |     ^
      rules.json:1:12: error: expected `:` after the field name `b` [E108]
        | {"a" 1, "b" = 2, "c"}
        |            ^
      rules.json:1:21: error: expected `:` after the field name `c` [E108]
        | {"a" 1, "b" = 2, "c"}
        |                     ^
      """#),
    MessageCase(
      "unclosed", "{\n  \"a\": [1,\n  {\"b\": 2\n",
      #"""
      rules.json:3:3: error: `{` is never closed [E109]
        |   {"b": 2
        |   ^
        = help: the document ends without `}]}`
      """#),
    MessageCase(
      "mismatch, inner left open", "{\"a\": [1, 2, \"b\": 3}",
      #"""
      rules.json:1:14: error: expected `]` before `"b"` [E110]
        | {"a": [1, 2, "b": 3}
        |              ^^^
        = help: the `[` on this line is still open
      """#),
    MessageCase(
      "mismatch, wrong bracket", "[1, 2}",
      #"""
      rules.json:1:6: error: expected `]` before `}` [E110]
        | [1, 2}
        |      ^
        = help: the `[` on this line is still open
      """#),
    MessageCase(
      "mismatch, twice", "{\"a\": [{\"b\": 1], \"c\": 2}",
      #"""
      rules.json:1:15: error: expected `}` before `]` [E110]
        | {"a": [{"b": 1], "c": 2}
        |               ^
        = help: the `{` on this line is still open
      """#),
    MessageCase(
      "comments", "// head\n{\"a\": 1, /* why */ \"b\": 2 # end\n}",
      #"""
      rules.json:1:1: error: JSON has no comments [E115]
        | // head
        | ^^^^^^^
        = help: delete it, or keep the remark in a text field
      rules.json:2:10: error: JSON has no comments [E115]
        | {"a": 1, /* why */ "b": 2 # end
        |          ^^^^^^^^^
        = help: delete it, or keep the remark in a text field
      rules.json:2:27: error: JSON has no comments [E115]
        | {"a": 1, /* why */ "b": 2 # end
        |                           ^^^^^
        = help: delete it, or keep the remark in a text field
      """#),
    MessageCase(
      "text after the end", "{\"a\": 1}\n{\"b\": 2}",
      #"""
      rules.json:2:1: error: unexpected `{` after the end of the document [E116]
        | {"b": 2}
        | ^^^^^^^^
        = help: a document is one value; delete what follows it
      """#),
    MessageCase(
      "empty", "",
      #"""
      rules.json:1:1: error: document is empty [E117]
        |
        | ^
        = help: write an object, `{` … `}`
      """#),
    MessageCase(
      "only blanks and comments',", " \n // nothing\n",
      #"""
      rules.json:2:2: error: JSON has no comments [E115]
        |  // nothing
        |  ^^^^^^^^^^
        = help: delete it, or keep the remark in a text field
      rules.json:3:1: error: document is empty [E117]
        |
        | ^
        = help: write an object, `{` … `}`
      """#),
    MessageCase(
      "missing values", "{\"a\": , \"b\":}",
      #"""
      rules.json:1:2: error: field `a` has no value [E120]
        | {"a": , "b":}
        |  ^^^
      rules.json:1:9: error: field `b` has no value [E120]
        | {"a": , "b":}
        |         ^^^
      """#),
    MessageCase(
      "missing keys", "{\"a\": 1, : 2, {\"x\": 1}}",
      #"""
      rules.json:1:10: error: expected a field name before `:` [E121]
        | {"a": 1, : 2, {"x": 1}}
        |          ^
        = help: inside `{` and `}` write `"name": value`
      rules.json:1:15: error: expected a field name before `{` [E121]
        | {"a": 1, : 2, {"x": 1}}
        |               ^
        = help: inside `{` and `}` write `"name": value`
      """#),
    MessageCase(
      "extra commas", "[, 1,, 2]",
      #"""
      rules.json:1:2: error: comma without a value before it [E122]
        | [, 1,, 2]
        |  ^
        = help: delete the comma
      rules.json:1:6: error: comma without a value before it [E122]
        | [, 1,, 2]
        |      ^
        = help: delete the comma
      """#),
    MessageCase(
      "full-width punctuation", "{“名称”：“满减”，\"b\"：【1，2】}",
      #"""
      rules.json:1:2: error: full-width `“` where `"` is expected [E123]
        | {“名称”：“满减”，"b"：【1，2】}
        |  ^
        = help: write `"`
      rules.json:1:6: error: full-width `：` where `:` is expected [E123]
        | {“名称”：“满减”，"b"：【1，2】}
        |        ^^
        = help: write `:`
      rules.json:1:7: error: full-width `“` where `"` is expected [E123]
        | {“名称”：“满减”，"b"：【1，2】}
        |          ^
        = help: write `"`
      rules.json:1:11: error: full-width `，` where `,` is expected [E123]
        | {“名称”：“满减”，"b"：【1，2】}
        |                ^^
        = help: write `,`
      rules.json:1:15: error: full-width `：` where `:` is expected [E123]
        | {“名称”：“满减”，"b"：【1，2】}
        |                     ^^
        = help: write `:`
      rules.json:1:16: error: full-width `【` where `[` is expected [E123]
        | {“名称”：“满减”，"b"：【1，2】}
        |                       ^^
        = help: write `[`
      rules.json:1:18: error: full-width `，` where `,` is expected [E123]
        | {“名称”：“满减”，"b"：【1，2】}
        |                          ^^
        = help: write `,`
      rules.json:1:20: error: full-width `】` where `]` is expected [E123]
        | {“名称”：“满减”，"b"：【1，2】}
        |                             ^^
        = help: write `]`
      """#),
    MessageCase(
      "colon after a value", "{\"a\": \"b\": 1}",
      #"""
      rules.json:1:10: error: unexpected `:` where `,` or `}` is expected [E101]
        | {"a": "b": 1}
        |          ^
      """#),
    MessageCase(
      "duplicate keys", "{\n  \"a\": 1,\n  \"b\": {\"a\": 1},\n  \"\\u0061\": 2\n}",
      #"""
      rules.json:4:3: error: field `a` is given twice [E304]
        |   "\u0061": 2
        |   ^^^^^^^^
        = help: the first is on line 2
      """#),
    MessageCase(
      "nested too deep", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]",
      #"""
      rules.json:1:33: error: values are nested more than 32 deep [E005]
        | [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]
        |                                 ^
      """#),
    MessageCase(
      "closing bracket too many", "{\"a\": 1}}",
      #"""
      rules.json:1:9: error: unexpected `}` after the end of the document [E116]
        | {"a": 1}}
        |         ^
        = help: a document is one value; delete what follows it
      """#),
    MessageCase(
      "bare bracket", "]",
      #"""
      rules.json:1:1: error: unexpected `]` where a value is expected [E101]
        | ]
        | ^
      """#),
    MessageCase(
      "tab before the caret", "{\t\"a\":\t1\t\"b\": 2}",
      #"""
      rules.json:1:9: error: expected `,` before `"` [E106]
        | { "a": 1 "b": 2}
        |         ^
        = help: write `,` here
      """#),
    MessageCase(
      "colon in an array", "[1, \"a\": 2, 3]",
      #"""
      rules.json:1:8: error: unexpected `:` where `,` or `]` is expected [E101]
        | [1, "a": 2, 3]
        |        ^
      """#),
    MessageCase(
      "mismatch on another line", "{\n  \"a\": [\n    1,\n    2\n}",
      #"""
      rules.json:5:1: error: expected `]` before `}` [E110]
        | }
        | ^
        = help: the `[` on line 2 is still open
      """#),
    MessageCase(
      "duplicate key on one line", "{\"a\": 1, \"a\": 2}",
      #"""
      rules.json:1:10: error: field `a` is given twice [E304]
        | {"a": 1, "a": 2}
        |          ^^^
        = help: the first is on the same line
      """#),
    MessageCase(
      "unfinished member", "{\"a\":",
      #"""
      rules.json:1:1: error: `{` is never closed [E109]
        | {"a":
        | ^
        = help: the document ends without `}`
      rules.json:1:2: error: field `a` has no value [E120]
        | {"a":
        |  ^^^
      """#),
    MessageCase(
      "unfinished name", "{\"a\"",
      #"""
      rules.json:1:1: error: `{` is never closed [E109]
        | {"a"
        | ^
        = help: the document ends without `}`
      rules.json:1:2: error: field `a` has no value [E120]
        | {"a"
        |  ^^^
      """#),
  ]

  @Test(arguments: cases) func messages(_ item: MessageCase) {
    #expect(MessageCase.json(item.document) == item.expected)
  }
}
