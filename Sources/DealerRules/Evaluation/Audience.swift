/// Who reads a decision or explanation; what an audience is not granted is absent from the bytes
/// (RULES.md X-012).
public enum Audience: UInt8, Hashable, Comparable, Sendable, CaseIterable {
  /// Steps and the selling price; no losing rows, no bounds, no other price kinds, no reservations.
  case dealer
  /// Also losing rows and where rules are stated.
  case sales
  /// Also bounds, other price kinds and reservations.
  case finance
  /// Everything.
  case audit

  /// Orders by how much is told.
  public static func < (lhs: Audience, rhs: Audience) -> Bool { lhs.rawValue < rhs.rawValue }

  /// Whether a reason may be told.
  func mayRead(_ code: ReasonCode) -> Bool {
    self >= .finance || (code != .floorApplied && code != .ceilingApplied)
  }
}
