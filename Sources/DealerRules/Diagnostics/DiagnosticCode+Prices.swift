// Findings about price rows.
extension DiagnosticCode {
  static let priceEntries: [Entry] = []
}
