// Findings about which fields a document has.
extension DiagnosticCode {
  /// E301: unknown field.
  public static let unknownField = DiagnosticCode("E301")
  /// E302: missing field.
  public static let missingField = DiagnosticCode("E302")
  /// E303: value of the wrong type.
  public static let wrongType = DiagnosticCode("E303")
  /// E304: field given twice.
  public static let duplicateKey = DiagnosticCode("E304")
  /// E305: id used twice.
  public static let duplicateID = DiagnosticCode("E305")
  /// E306: list is empty.
  public static let emptyList = DiagnosticCode("E306")
  /// E307: unknown choice.
  public static let unknownChoice = DiagnosticCode("E307")
  /// E308: fields exclude each other.
  public static let conflictingFields = DiagnosticCode("E308")
  /// E309: rule language is missing.
  public static let missingVersion = DiagnosticCode("E309")
  /// E310: rule language is unknown.
  public static let unknownVersion = DiagnosticCode("E310")
  /// E311: setting is stated twice.
  public static let settingTwice = DiagnosticCode("E311")
  /// E312: table is unknown.
  public static let unknownTable = DiagnosticCode("E312")
  /// E313: column is unknown.
  public static let unknownColumn = DiagnosticCode("E313")
  /// E314: key is not part of the table.
  public static let keyNotInTable = DiagnosticCode("E314")
  /// E315: condition field is unknown.
  public static let unknownConditionField = DiagnosticCode("E315")

  static let shapeEntries: [Entry] = [
    Entry(.unknownField, "unknown field", "未知字段"),
    Entry(.missingField, "missing field", "缺少字段"),
    Entry(.wrongType, "value of the wrong type", "值的类型错误"),
    Entry(.duplicateKey, "field given twice", "字段重复"),
    Entry(.duplicateID, "id used twice", "编号重复"),
    Entry(.emptyList, "list is empty", "列表为空"),
    Entry(.unknownChoice, "unknown choice", "未知的选项"),
    Entry(.conflictingFields, "fields exclude each other", "字段互相冲突"),
    Entry(.missingVersion, "rule language is missing", "缺少规则语言版本"),
    Entry(.unknownVersion, "rule language is unknown", "未知的规则语言版本"),
    Entry(.settingTwice, "setting is stated twice", "设置重复"),
    Entry(.unknownTable, "table is unknown", "未知的表"),
    Entry(.unknownColumn, "column is unknown", "未知的列"),
    Entry(.keyNotInTable, "key is not part of the table", "该表没有此键"),
    Entry(.unknownConditionField, "condition field is unknown", "未知的条件字段"),
  ]
}
