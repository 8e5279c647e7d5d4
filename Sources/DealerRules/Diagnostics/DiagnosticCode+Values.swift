// Findings about single values.
extension DiagnosticCode {
  /// E401: number has too many decimals.
  public static let numberTooPrecise = DiagnosticCode("E401")
  /// E402: number is out of range.
  public static let numberOutOfRange = DiagnosticCode("E402")
  /// E403: text is not a number.
  public static let numberMalformed = DiagnosticCode("E403")
  /// E404: thousands separator in a number.
  public static let thousandsSeparator = DiagnosticCode("E404")
  /// E405: text is not a date.
  public static let badDate = DiagnosticCode("E405")
  /// E406: date with slashes.
  public static let slashDate = DiagnosticCode("E406")
  /// E407: date does not exist.
  public static let impossibleDate = DiagnosticCode("E407")
  /// E408: text is not a point in time.
  public static let badInstant = DiagnosticCode("E408")
  /// E409: unknown currency.
  public static let unknownCurrency = DiagnosticCode("E409")
  /// E410: text is not a rate.
  public static let badRate = DiagnosticCode("E410")
  /// E411: text is not a ratio.
  public static let badFactor = DiagnosticCode("E411")
  /// E412: number is negative.
  public static let negativeNotAllowed = DiagnosticCode("E412")
  /// E413: number is zero.
  public static let zeroNotAllowed = DiagnosticCode("E413")
  /// E414: text is empty.
  public static let emptyText = DiagnosticCode("E414")
  /// E415: text is too long.
  public static let textTooLong = DiagnosticCode("E415")
  /// E416: text is not an id.
  public static let badIdentifier = DiagnosticCode("E416")
  /// E417: period ends before it begins.
  public static let emptyPeriod = DiagnosticCode("E417")
  /// E418: changes of the zone do not ascend.
  public static let zoneOrder = DiagnosticCode("E418")
  /// E419: text is not an offset.
  public static let badZone = DiagnosticCode("E419")
  /// E420: text is not name=number.
  public static let badPair = DiagnosticCode("E420")
  /// E421: range ends before it begins.
  public static let emptyRange = DiagnosticCode("E421")
  /// E422: text is not a time of day.
  public static let badTime = DiagnosticCode("E422")

  static let valueEntries: [Entry] = [
    Entry(.numberTooPrecise, "number has too many decimals", "小数位数过多"),
    Entry(.numberOutOfRange, "number is out of range", "数字超出范围"),
    Entry(.numberMalformed, "text is not a number", "不是有效的数字"),
    Entry(.thousandsSeparator, "thousands separator in a number", "数字中有千位分隔符"),
    Entry(.badDate, "text is not a date", "不是有效的日期"),
    Entry(.slashDate, "date with slashes", "日期使用了斜杠"),
    Entry(.impossibleDate, "date does not exist", "日期不存在"),
    Entry(.badInstant, "text is not a point in time", "不是有效的时间"),
    Entry(.unknownCurrency, "unknown currency", "未知的币种"),
    Entry(.badRate, "text is not a rate", "不是有效的比率"),
    Entry(.badFactor, "text is not a ratio", "不是有效的换算比"),
    Entry(.negativeNotAllowed, "number is negative", "不允许负数"),
    Entry(.zeroNotAllowed, "number is zero", "不允许为零"),
    Entry(.emptyText, "text is empty", "文本为空"),
    Entry(.textTooLong, "text is too long", "文本过长"),
    Entry(.badIdentifier, "text is not an id", "不是有效的编号"),
    Entry(.emptyPeriod, "period ends before it begins", "有效期为空"),
    Entry(.zoneOrder, "changes of the zone do not ascend", "时区变更未按时间排序"),
    Entry(.badZone, "text is not an offset", "不是有效的时区偏移"),
    Entry(.badPair, "text is not name=number", "不是 名称=数字 形式"),
    Entry(.emptyRange, "range ends before it begins", "区间为空"),
    Entry(.badTime, "text is not a time of day", "不是有效的时刻"),
  ]
}
