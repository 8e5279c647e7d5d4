/// Works returns out: a pure function of the sale, what came back before, the request and the
/// policy, so that a preview is what is settled (RULES.md Z-020).
public struct ReturnDesk: Sendable {
  /// The rules; goods that stay are priced again by them where a promotion asks for it.
  public let rules: CompiledRules
  /// The policy that is asked.
  public let policy: ReturnPolicy
  /// The hashes of the rules.
  public let hashes: RuleHashes

  /// Creates a desk; without a policy in the book everything comes back in proportion.
  ///
  /// Where today's rules price otherwise than those of a sale (``prices(like:adding:)``), `rules`
  /// are the rules of then and `policy` is today's (RULES.md Z-008).
  /// - Parameters:
  ///   - rules: The rules that goods are priced again by.
  ///   - policy: The policy that is asked; `nil` for that of `rules`.
  ///   - hashes: ``CompiledRules/hashes()`` of `rules`, where the caller keeps them.
  /// - Complexity: that of the hashes.
  public init(
    _ rules: CompiledRules, policy: ReturnPolicy? = nil, hashes: RuleHashes? = nil
  ) {
    self.rules = rules
    self.policy = policy ?? rules.book.returns ?? ReturnPolicy()
    self.hashes = hashes ?? rules.hashes()
  }

  /// Whether the rules price a sale, or a part of it, as those did that it was priced by (RULES.md
  /// Z-008, Z-009).
  ///
  /// - Parameters:
  ///   - sale: The sale.
  ///   - lines: Lines that a change adds to it.
  /// - Complexity: O(1) where the hashes say so, else that of the sale's scope.
  public func prices(like sale: StoredSale, adding lines: [OrderLine] = []) -> Bool {
    guard let pricing = sale.pricingHash else {
      return IdentifierOrder.areEqual(hashes.rules, sale.rulesHash)
    }
    if IdentifierOrder.areEqual(hashes.pricing, pricing) { return true }
    guard let kept = sale.scopeHash else { return false }
    // Other goods are beyond what the hash was taken of.
    let areKnown = lines.allSatisfy { line in
      sale.input.lines.contains {
        IdentifierOrder.areEqual($0.product, line.product)
          && IdentifierRun.same($0.project, line.project)
      }
    }
    guard areKnown else { return false }
    let scope = hashes.scope ?? rules.book.saleScope()
    return IdentifierOrder.areEqual(scope.hash(of: sale.input), kept)
  }

  /// What a return comes to.
  ///
  /// - Parameters:
  ///   - request: What the dealer wants.
  ///   - sale: The sale.
  ///   - earlier: Every settled return of the sale, in any order.
  /// - Throws: ``NumericError/overflow``.
  /// - Complexity: O(items + earlier lines), and one pricing of the goods that stay where a
  ///   promotion asks for it.
  public func settle(
    _ request: ReturnRequest, of sale: StoredSale, after earlier: [ReturnStatement] = []
  ) throws(NumericError) -> ReturnStatement {
    try settle(request, of: sale, after: earlier, asksQuota: true)
  }

  /// The same; a return that was authorised is not asked for its quota again (RULES.md Z-072).
  func settle(
    _ request: ReturnRequest, of sale: StoredSale, after earlier: [ReturnStatement],
    asksQuota: Bool
  ) throws(NumericError) -> ReturnStatement {
    var run = try ReturnRun(self, request, sale, earlier, asksQuota: asksQuota)
    try run.work()
    return run.statement
  }

  /// Which of two lines comes first where the dealer names no sale (RULES.md Z-016).
  func precedes(
    _ sale: StoredSale, _ item: SaleItem, _ other: StoredSale, _ otherItem: SaleItem
  ) -> Bool {
    if policy.source == .lowestPrice {
      let (a, b) = (
        Int128(item.paid) * Int128(otherItem.quantity),
        Int128(otherItem.paid) * Int128(item.quantity)
      )
      if a != b { return a < b }
    }
    if sale.day != other.day {
      return policy.source == .newest ? sale.day > other.day : sale.day < other.day
    }
    if !IdentifierOrder.areEqual(sale.order, other.order) {
      return IdentifierOrder.precedes(sale.order, other.order)
    }
    return item.number < otherItem.number
  }
}
