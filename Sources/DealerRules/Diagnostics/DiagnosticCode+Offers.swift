// Findings about offers and phases.
extension DiagnosticCode {
  static let offerEntries: [Entry] = []
}
