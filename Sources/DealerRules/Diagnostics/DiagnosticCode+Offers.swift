// Findings about offers and phases.
extension DiagnosticCode {
  /// E701: benefit is out of range.
  public static let benefitOutOfRange = DiagnosticCode("E701")
  /// E702: condition is too large.
  public static let conditionTooLarge = DiagnosticCode("E702")
  /// E703: field cannot be used here.
  public static let conditionField = DiagnosticCode("E703")
  /// E704: parts of an offer do not fit together.
  public static let offerMismatch = DiagnosticCode("E704")
  /// E705: rungs do not ascend.
  public static let rungOrder = DiagnosticCode("E705")
  /// E706: rungs are of different kinds.
  public static let rungMismatch = DiagnosticCode("E706")
  /// E707: threshold has no bound.
  public static let openThreshold = DiagnosticCode("E707")
  /// E708: threshold can never be met.
  public static let unreachableThreshold = DiagnosticCode("E708")

  /// E711: parts of a guard do not fit together.
  public static let guardMismatch = DiagnosticCode("E711")

  static let offerEntries: [Entry] = [
    Entry(.benefitOutOfRange, "benefit is out of range", "优惠超出范围"),
    Entry(.conditionTooLarge, "condition is too large", "条件过大"),
    Entry(.conditionField, "field cannot be used here", "此处不能使用该字段"),
    Entry(.offerMismatch, "parts of an offer do not fit together", "优惠的各部分不兼容"),
    Entry(.rungOrder, "rungs do not ascend", "阶梯档位未递增"),
    Entry(.rungMismatch, "rungs are of different kinds", "阶梯档位类型不一致"),
    Entry(.openThreshold, "threshold has no bound", "门槛缺少界限"),
    Entry(.unreachableThreshold, "threshold can never be met", "门槛无法达到"),
    Entry(.guardMismatch, "parts of a guard do not fit together", "护栏规则的各部分不兼容"),
  ]
}
