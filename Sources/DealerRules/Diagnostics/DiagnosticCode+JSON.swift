// Findings about JSON syntax.
extension DiagnosticCode {
  /// E101: unexpected character.
  public static let unexpectedCharacter = DiagnosticCode("E101")
  /// E102: text without a closing quote.
  public static let unterminatedString = DiagnosticCode("E102")
  /// E103: unknown escape in text.
  public static let badEscape = DiagnosticCode("E103")
  /// E104: half of a surrogate pair.
  public static let loneSurrogate = DiagnosticCode("E104")
  /// E105: control character in text.
  public static let controlCharacter = DiagnosticCode("E105")
  /// E106: missing comma.
  public static let missingComma = DiagnosticCode("E106")
  /// E107: comma before a closing bracket.
  public static let trailingComma = DiagnosticCode("E107")
  /// E108: missing colon.
  public static let missingColon = DiagnosticCode("E108")
  /// E109: bracket is never closed.
  public static let missingClosingBracket = DiagnosticCode("E109")
  /// E110: closing bracket of another kind.
  public static let mismatchedBracket = DiagnosticCode("E110")
  /// E111: literal of another language.
  public static let badLiteral = DiagnosticCode("E111")
  /// E112: number with a leading zero.
  public static let leadingZero = DiagnosticCode("E112")
  /// E113: number is not written as JSON.
  public static let badNumberSyntax = DiagnosticCode("E113")
  /// E114: text in single quotes.
  public static let singleQuotes = DiagnosticCode("E114")
  /// E115: comment in JSON.
  public static let comment = DiagnosticCode("E115")
  /// E116: text after the end of the document.
  public static let textAfterEnd = DiagnosticCode("E116")
  /// E117: document is empty.
  public static let emptyDocument = DiagnosticCode("E117")
  /// E118: field name without quotes.
  public static let unquotedKey = DiagnosticCode("E118")
  /// E119: text without quotes.
  public static let unquotedText = DiagnosticCode("E119")
  /// E120: missing value.
  public static let missingValue = DiagnosticCode("E120")
  /// E121: missing field name.
  public static let missingKey = DiagnosticCode("E121")
  /// E122: comma without a value.
  public static let extraComma = DiagnosticCode("E122")
  /// E123: full-width punctuation.
  public static let fullWidthPunctuation = DiagnosticCode("E123")

  static let jsonEntries: [Entry] = [
    Entry(.unexpectedCharacter, "unexpected character", "意外的字符"),
    Entry(.unterminatedString, "text without a closing quote", "字符串缺少结尾引号"),
    Entry(.badEscape, "unknown escape in text", "无效的转义"),
    Entry(.loneSurrogate, "half of a surrogate pair", "不成对的代理项"),
    Entry(.controlCharacter, "control character in text", "字符串中含控制字符"),
    Entry(.missingComma, "missing comma", "缺少逗号"),
    Entry(.trailingComma, "comma before a closing bracket", "结尾多余的逗号"),
    Entry(.missingColon, "missing colon", "缺少冒号"),
    Entry(.missingClosingBracket, "bracket is never closed", "括号没有闭合"),
    Entry(.mismatchedBracket, "closing bracket of another kind", "括号不匹配"),
    Entry(.badLiteral, "literal of another language", "无效的字面量"),
    Entry(.leadingZero, "number with a leading zero", "数字有前导零"),
    Entry(.badNumberSyntax, "number is not written as JSON", "数字写法不符合 JSON"),
    Entry(.singleQuotes, "text in single quotes", "使用了单引号"),
    Entry(.comment, "comment in JSON", "JSON 中不允许注释"),
    Entry(.textAfterEnd, "text after the end of the document", "文档结束后还有内容"),
    Entry(.emptyDocument, "document is empty", "文档为空"),
    Entry(.unquotedKey, "field name without quotes", "字段名缺少引号"),
    Entry(.unquotedText, "text without quotes", "文本缺少引号"),
    Entry(.missingValue, "missing value", "缺少值"),
    Entry(.missingKey, "missing field name", "缺少字段名"),
    Entry(.extraComma, "comma without a value", "多余的逗号"),
    Entry(.fullWidthPunctuation, "full-width punctuation", "使用了全角标点"),
  ]
}
