// Findings about limits.
extension DiagnosticCode {
  /// E801: more findings were left out.
  public static let tooManyFindings = DiagnosticCode("E801")
  /// E802: a limit of the compile is passed.
  public static let limitExceeded = DiagnosticCode("E802")

  static let limitEntries: [Entry] = [
    Entry(.tooManyFindings, "more findings were left out", "其余问题已省略"),
    Entry(.limitExceeded, "a limit of the compile is passed", "超出编译限制"),
  ]
}
