// Findings about credit.
extension DiagnosticCode {
  /// E730: parts of a credit node do not fit together.
  public static let creditMismatch = DiagnosticCode("E730")

  static let creditEntries: [Entry] = [
    Entry(.creditMismatch, "parts of a credit node do not fit together", "信用节点的各部分不兼容")
  ]
}
