// Findings about agreements.
extension DiagnosticCode {
  /// E720: rebate comes after itself.
  public static let agreementCycle = DiagnosticCode("E720")
  /// E721: shares do not sum to 100 %.
  public static let shareSum = DiagnosticCode("E721")
  /// E722: rung gives less than the one before.
  public static let rungGivesLess = DiagnosticCode("E722")
  /// E723: parts of an agreement do not fit together.
  public static let agreementMismatch = DiagnosticCode("E723")

  static let agreementEntries: [Entry] = [
    Entry(.agreementCycle, "rebate comes after itself", "返利循环依赖"),
    Entry(.shareSum, "shares do not sum to 100 %", "分配比例合计不为 100 %"),
    Entry(.rungGivesLess, "rung gives less than the one before", "阶梯档位低于前一档"),
    Entry(
      .agreementMismatch, "parts of an agreement do not fit together", "协议的各部分不兼容"),
  ]
}
