/// How a node shares credit with the node above it (RULES.md B-004).
public enum CreditMode: String, Hashable, Sendable, CaseIterable {
  /// What the node uses counts above as well; both limits hold.
  case nested
  /// The node's limit is set aside from the limit above, which what it uses no longer touches.
  case carveOut
  /// The node stands alone.
  case isolated
}

/// What exposure consists of (RULES.md B-005).
public enum CreditComponent: String, Hashable, Sendable, CaseIterable {
  /// Ordered and not yet shipped.
  case orders
  /// Shipped and not yet invoiced.
  case shipped
  /// Invoices that are drafted and not posted.
  case drafts
  /// Posted invoices that are not overdue.
  case notDue
  /// Posted invoices that are overdue.
  case overdue
  /// Special liabilities: bills accepted, payments that bounced.
  case special
  /// Payments and credit memos that no invoice is settled with; they lower exposure.
  case credits
}

/// Somebody who is given credit: a dealer, a group of dealers, a line of business
/// (RULES.md B-001).
public struct CreditNode: Hashable, Sendable {
  /// Unique among nodes.
  public var id: String
  /// The node above; `nil` at the top.
  public var parent: String?
  /// How credit is shared with the node above.
  public var mode: CreditMode
  /// The currency of every amount of the node.
  public var currency: Currency
  /// How much credit it has.
  public var limit: CreditLimit
  /// When the limit is valid.
  public var days: CreditDays
  /// Limits that stand in; of several on one day the one that begins last.
  public var temporary: [TemporaryLimit]
  /// Guarantees and insurance.
  public var guarantees: [CreditGuarantee]
  /// Own limits of components, in millionths.
  public var componentLimits: [CreditComponent: Int64]
  /// What counts as exposure here; `nil` for what the policy says.
  public var counted: Set<CreditComponent>?
  /// A group that rules can be for (risk class, credit group).
  public var group: String?
  /// A word that the rule `status` can look at.
  public var status: String?
  /// The payment terms agreed; `nil` for none.
  public var terms: String?
  /// When somebody should look at the limit again.
  public var reviewOn: CivilDate?
  /// The customers whose orders this node pays for, beside the customer with its id.
  public var customers: [String]
  /// Where the document states it.
  public var origin: SourceSpan?

  /// Creates a node that stands at the top.
  public init(id: String, currency: Currency, limit: CreditLimit = .none) {
    self.id = id
    self.parent = nil
    self.mode = .nested
    self.currency = currency
    self.limit = limit
    self.days = .always
    self.temporary = []
    self.guarantees = []
    self.componentLimits = [:]
    self.counted = nil
    self.group = nil
    self.status = nil
    self.terms = nil
    self.reviewOn = nil
    self.customers = []
    self.origin = nil
  }
}
