import Testing

@testable import DealerRules

/// Whole messages about tables.
@Suite("CSV messages") struct CSVMessageTests {
  static let cases: [MessageCase] = [
    MessageCase(
      "empty", "",
      #"""
      prices.csv:1:1: error: table has no header [E201]
        |
        | ^
        = help: name the columns on the first line
      """#),
    MessageCase(
      "only blank lines", "\n\n  \n",
      #"""
      prices.csv:4:1: error: table has no header [E201]
        |
        | ^
        = help: name the columns on the first line
      """#),
    MessageCase(
      "empty header", "sku,,price\nA,1,2\n",
      #"""
      prices.csv:1:5: error: column 2 has no name [E202]
        | sku,,price
        |     ^
        = help: name it, or delete the column and its comma
      """#),
    MessageCase(
      "duplicate header", "sku,price,sku\nA,1,2\n",
      #"""
      prices.csv:1:11: error: column name `sku` is used twice [E203]
        | sku,price,sku
        |           ^^^
        = help: columns 1 and 3 need different names
      """#),
    MessageCase(
      "semicolons", "sku;price\nA;1\n",
      #"""
      prices.csv:1:1: error: columns are separated by semicolons [E205]
        | sku;price
        | ^^^^^^^^^
        = help: save the table with `,` between columns
      """#),
    MessageCase(
      "tabs", "sku\tprice\nA\t1\n",
      #"""
      prices.csv:1:1: error: columns are separated by tabs [E205]
        | sku price
        | ^^^^^^^^^
        = help: save the table with `,` between columns
      """#),
    MessageCase(
      "full-width commas", "编号，价格\nA，1\n",
      #"""
      prices.csv:1:1: error: columns are separated by full-width commas [E205]
        | 编号，价格
        | ^^^^^^^^^^
        = help: save the table with `,` between columns
      """#),
    MessageCase(
      "unterminated quote", "sku,name\nA,\"Pump\nB,Valve\n",
      #"""
      prices.csv:2:3: error: quoted field has no closing quote [E206]
        | A,"Pump
        |   ^^^^^
        = help: close it with `"`, and write `""` for a quote inside it
      """#),
    MessageCase(
      "text after quote", "sku,name\nA,\"Pump\" big\nB,Valve\n",
      #"""
      prices.csv:2:9: error: text ` big` follows a closing quote [E207]
        | A,"Pump" big
        |         ^^^^
        = help: write `""` for a quote inside a quoted field
      """#),
    MessageCase(
      "quote in field", "sku,name\nA,2\" pipe\nB, \"Valve\"\n",
      #"""
      prices.csv:2:4: error: quote inside a field that does not begin with one [E208]
        | A,2" pipe
        |    ^
        = help: put the field in double quotes and write `""` for a quote inside it
      prices.csv:3:4: error: quote inside a field that does not begin with one [E208]
        | B, "Valve"
        |    ^
        = help: delete the space before the quote
      """#),
    MessageCase(
      "too few", "sku,name,price\nA,Pump\nB,Valve,2\nC\n",
      #"""
      prices.csv:2:1: error: row has 2 fields, the header has 3 [E209]
        | A,Pump
        | ^^^^^^
        = help: nothing is given for `price`
      prices.csv:4:1: error: row has 1 field, the header has 3 [E209]
        | C
        | ^
        = help: nothing is given for `name`, `price`
      """#),
    MessageCase(
      "too many", "sku,name\nA,Pump, small\n",
      #"""
      prices.csv:2:8: error: row has 3 fields, the header has 2 [E210]
        | A,Pump, small
        |        ^^^^^^
        = help: put a text that contains commas in double quotes
      """#),
    MessageCase(
      "thousands separator", "sku,price\nA,1,200.00\n",
      #"""
      prices.csv:2:5: error: row has 3 fields, the header has 2 [E210]
        | A,1,200.00
        |     ^^^^^^
        = help: write `1200.00` without a thousands separator
      """#),
    MessageCase(
      "empty fields at the end", "sku,price\nA,1,,\n",
      #"""
      prices.csv:2:5: error: row has 4 fields, the header has 2 [E210]
        | A,1,,
        |     ^
        = help: put a text that contains commas in double quotes
      """#),
    MessageCase(
      "too few by many", "a,b,c,d,e,f\n1\n",
      #"""
      prices.csv:2:1: error: row has 1 field, the header has 6 [E209]
        | 1
        | ^
        = help: nothing is given for `b`, `c`, `d` and 2 more columns
      """#),
    MessageCase(
      "CJK", "编号,名称\n甲,阀门,大\n",
      #"""
      prices.csv:2:6: error: row has 3 fields, the header has 2 [E210]
        | 甲,阀门,大
        |         ^^
        = help: put a text that contains commas in double quotes
      """#),
  ]

  @Test(arguments: cases) func messages(_ item: MessageCase) {
    #expect(MessageCase.csv(item.document) == item.expected)
  }
}
