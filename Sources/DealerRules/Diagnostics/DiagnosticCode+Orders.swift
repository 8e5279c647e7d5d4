// Findings about orders.
extension DiagnosticCode {
  /// E901: order has no date.
  public static let missingDate = DiagnosticCode("E901")
  /// E902: rows of an order are scattered.
  public static let scatteredOrder = DiagnosticCode("E902")
  /// E903: rows of an order differ.
  public static let unequalHeader = DiagnosticCode("E903")
  /// E904: fact of the wrong kind.
  public static let factKind = DiagnosticCode("E904")

  static let orderEntries: [Entry] = [
    Entry(.missingDate, "order has no date", "订单缺少日期"),
    Entry(.scatteredOrder, "rows of an order are scattered", "订单行不连续"),
    Entry(.unequalHeader, "rows of an order differ", "订单表头不一致"),
    Entry(.factKind, "fact of the wrong kind", "事实的计量方式不符"),
  ]
}
