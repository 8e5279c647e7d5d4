// Findings about orders.
extension DiagnosticCode {
  static let orderEntries: [Entry] = []
}
