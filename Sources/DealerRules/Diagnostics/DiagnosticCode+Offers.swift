// Findings about offers and phases.
extension DiagnosticCode {
  /// E701: benefit is out of range.
  public static let benefitOutOfRange = DiagnosticCode("E701")
  /// E702: condition is too large.
  public static let conditionTooLarge = DiagnosticCode("E702")
  /// E703: field cannot be used here.
  public static let conditionField = DiagnosticCode("E703")

  static let offerEntries: [Entry] = [
    Entry(.benefitOutOfRange, "benefit is out of range", "优惠超出范围"),
    Entry(.conditionTooLarge, "condition is too large", "条件过大"),
    Entry(.conditionField, "field cannot be used here", "此处不能使用该字段"),
  ]
}
