/// The rules by which an event of a ledger was decided (RULES.md J-040). A change of a rule of the
/// state machine is a case more, so that every history goes on giving the state that it gave.
public enum LedgerRules: UInt8, Hashable, Sendable, CaseIterable, Comparable {
  /// A node's limit is lowered by what is carved out of it directly.
  case first = 1
  /// It is also lowered by what is carved out of nodes that count there (J-003); items keep their
  /// reminders and disputes (J-024, J-025).
  case second

  /// What new events are decided by.
  public static let newest: LedgerRules = .second

  /// Earlier rules come first.
  public static func < (a: LedgerRules, b: LedgerRules) -> Bool { a.rawValue < b.rawValue }
}

extension Ledger {
  /// Goes over to the newest rules; sums become what they would have been under them. Nothing is
  /// refused for it: limits are facts (J-006).
  mutating func adoptNewest() {
    guard rules < .newest else { return }
    rules = .newest
    for row in nodes.indices {
      let carve = nodes[row].carve
      guard carve.now != 0 || carve.most != 0 else { continue }
      // The parent counts it already.
      let parent = Int(nodes[row].parent)
      let above = nodes[parent].flowsUp ? nodes[parent].parent : -1
      _ = carveUp(carve.now, carve.most, from: above)
    }
  }
}
