// Findings about references and cycles.
extension DiagnosticCode {
  static let referenceEntries: [Entry] = []
}
