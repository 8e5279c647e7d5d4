/// What a return would come to, kept as long as it follows from the same.
public struct ReturnProspect: Sendable {
  /// All that it follows from.
  struct Asked: Hashable {
    let request: ReturnRequest
    let sale: StoredSale
    let earlier: [ReturnStatement]
    /// The hash of the rules.
    let rules: String
    let policy: ReturnPolicy
    let asksQuota: Bool
  }

  var last: (asked: Asked, statement: ReturnStatement)?

  /// Nothing is known yet.
  public init() {}
}
