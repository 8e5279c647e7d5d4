// Findings about CSV syntax.
extension DiagnosticCode {
  /// E201: table has no header.
  public static let emptyFile = DiagnosticCode("E201")
  /// E202: column without a name.
  public static let emptyHeader = DiagnosticCode("E202")
  /// E203: column name used twice.
  public static let duplicateHeader = DiagnosticCode("E203")
  /// E204: missing column.
  public static let missingHeader = DiagnosticCode("E204")
  /// E205: columns are not separated by commas.
  public static let wrongSeparator = DiagnosticCode("E205")
  /// E206: quoted field without a closing quote.
  public static let unterminatedQuote = DiagnosticCode("E206")
  /// E207: text after a closing quote.
  public static let textAfterQuote = DiagnosticCode("E207")
  /// E208: quote inside an unquoted field.
  public static let quoteInField = DiagnosticCode("E208")
  /// E209: row has too few fields.
  public static let tooFewFields = DiagnosticCode("E209")
  /// E210: row has too many fields.
  public static let tooManyFields = DiagnosticCode("E210")
  /// E211: field is too long.
  public static let fieldTooLong = DiagnosticCode("E211")
  /// E212: table has too many columns.
  public static let tooManyColumns = DiagnosticCode("E212")

  static let csvEntries: [Entry] = [
    Entry(.emptyFile, "table has no header", "表格为空，缺少表头"),
    Entry(.emptyHeader, "column without a name", "列名为空"),
    Entry(.duplicateHeader, "column name used twice", "列名重复"),
    Entry(.missingHeader, "missing column", "缺少列"),
    Entry(.wrongSeparator, "columns are not separated by commas", "分隔符不是逗号"),
    Entry(.unterminatedQuote, "quoted field without a closing quote", "引号没有闭合"),
    Entry(.textAfterQuote, "text after a closing quote", "引号之后还有内容"),
    Entry(.quoteInField, "quote inside an unquoted field", "未加引号的字段中有引号"),
    Entry(.tooFewFields, "row has too few fields", "行的字段过少"),
    Entry(.tooManyFields, "row has too many fields", "行的字段过多"),
    Entry(.fieldTooLong, "field is too long", "字段过长"),
    Entry(.tooManyColumns, "table has too many columns", "列数过多"),
  ]
}
