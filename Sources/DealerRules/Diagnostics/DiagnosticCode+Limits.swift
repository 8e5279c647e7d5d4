// Findings about limits.
extension DiagnosticCode {
  /// E801: more findings were left out.
  public static let tooManyFindings = DiagnosticCode("E801")

  static let limitEntries: [Entry] = [
    Entry(.tooManyFindings, "more findings were left out", "其余问题已省略")
  ]
}
