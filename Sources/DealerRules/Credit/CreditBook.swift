/// A credit policy with its facts, ready to decide (RULES.md B-001).
///
/// A book is a value: a copy is a dry run. ``evaluate(_:)`` decides without a trace,
/// ``decide(_:)`` also takes up what it admits, so that later requests see it.
public struct CreditBook: Sendable {
  /// The policy.
  public let policy: CreditPolicy
  /// Positions of nodes by id.
  var positions: IdentifierMap<Int> = IdentifierMap()
  /// Positions of nodes by customer.
  var payers: IdentifierMap<Int> = IdentifierMap()
  /// The node above, or −1.
  var parents: [Int] = []
  /// Nodes whose use counts here.
  var nested: [[Int]] = []
  /// Nodes below whose limits are set aside from this one's, directly or from a nested node's.
  var carved: [[Int]] = []
  var accounts: [CreditAccount]
  /// Every rate, and those of the day at which the book stands.
  let allRates: [CreditRate]
  var rates: [CreditRate]
  /// Whether rates differ by day, and the day at which the book stands.
  let isDated: Bool
  var day: CivilDate?
  /// Currencies of nodes and entries.
  var currencies: Set<Currency>
  /// Rules in the order of their ids.
  let rules: [CreditRule]
  /// The rule that stands for itself, if it does for some node.
  let ownLimit: OwnLimit?
  /// What requests may name.
  let words: CreditWords
  /// Whether some rule looks at single invoices.
  let looksAtItems: Bool
  var entries: [BookEntry] = []
  /// Positions of the claims of orders, and of other documents, by id.
  var claims: IdentifierMap<Int> = IdentifierMap()
  var documents: IdentifierMap<Int> = IdentifierMap()
  /// What sources pay of the claims that this book took up.
  var drawn: IdentifierMap<Drawn> = IdentifierMap()
  /// Positions of entries of each node.
  var entriesOf: [[Int]] = []
  /// Open invoices of each node in its currency, in the order in which payments settle them.
  var itemsOf: [[CreditItem]] = []
  /// Whether many documents come at once, so that items are sorted when all are there.
  var isLoading = true
  /// What each node and those nested in it owe, in the node's currency.
  var sums: [CreditSums]
  /// Entries that count at a node and have no rate to its currency.
  var unrated: [Int]

  /// What the sources of a node pay of a claim.
  struct Drawn: Sendable {
    var node: Int
    var shares: [FundingShare]
  }

  /// An entry with its amount in its node's currency.
  struct BookEntry: Sendable {
    var entry: CreditEntry
    var node: Int
    /// `nil` where no rate reaches the node's currency.
    var amount: Int64?
  }

  /// Why a policy and facts do not fit together.
  public enum Fault: Error, Hashable, Sendable {
    /// Two nodes, rules or entries share an id.
    case duplicate(String)
    /// A node names a node above that is not there.
    case unknownParent(String)
    /// A node stands above itself, or the tree is deeper than 16 levels.
    case cycle(String)
    /// A carve-out without an amount.
    case carveOutWithoutAmount(String)
    /// An entry or account names a node that is not there.
    case unknownNode(String)
    /// An amount below zero.
    case negative(String)
    /// A payment without a rate to the node's currency.
    case noRate(String)
    /// Sums do not fit.
    case overflow(String)
  }

  /// Levels that a tree of nodes may have.
  public static let depth: Int = 16

  /// Puts a policy and facts together.
  ///
  /// - Parameters:
  ///   - policy: The policy.
  ///   - facts: The facts.
  ///   - day: The day at whose rates the book stands at first; requests are asked at those of their
  ///     own day in any case (RULES.md B-011). `nil` knows only rates of every day until then.
  /// - Throws: ``Fault``, the first by the order of ids.
  /// - Complexity: O(nodes × rules + entries × levels).
  public init(
    _ policy: CreditPolicy, _ facts: CreditFacts = CreditFacts(), on day: CivilDate? = nil
  ) throws(Fault) {
    self.policy = policy
    self.day = day
    allRates = facts.rates
    isDated = facts.rates.contains { $0.days != .always }
    rates = facts.rates.filter { rate in
      day.map { rate.days.contains($0) } ?? (rate.days == .always)
    }
    currencies = Set(policy.nodes.map(\.currency))
    ownLimit = CreditBook.ownLimit(policy)
    words = CreditWords(policy)
    rules = (policy.rules + (ownLimit.map { [$0.rule] } ?? [])).sorted {
      IdentifierOrder.precedes($0.id, $1.id)
    }
    looksAtItems = rules.contains { $0.test.looksAtItems }
    accounts = Array(repeating: CreditAccount(), count: policy.nodes.count)
    sums = Array(repeating: CreditSums(), count: policy.nodes.count)
    unrated = Array(repeating: 0, count: policy.nodes.count)
    for (first, second) in zip(rules, rules.dropFirst())
    where IdentifierOrder.areEqual(first.id, second.id) {
      throw .duplicate(first.id)
    }
    try link()
    for (id, account) in facts.accounts.sorted() {
      guard let node = positions[id] else { throw .unknownNode(id) }
      accounts[node] = account
    }
    let sorted = facts.entries.sorted { IdentifierOrder.precedes($0.id, $1.id) }
    for entry in sorted { try post(entry) }
    endLoading()
  }

  private mutating func link() throws(Fault) {
    for (position, node) in policy.nodes.enumerated() {
      guard positions[node.id] == nil else { throw .duplicate(node.id) }
      positions[node.id] = position
    }
    nested = Array(repeating: [], count: policy.nodes.count)
    carved = nested
    entriesOf = nested
    itemsOf = Array(repeating: [], count: policy.nodes.count)
    for (position, node) in policy.nodes.enumerated() {
      guard let parent = node.parent else {
        parents.append(-1)
        continue
      }
      guard let above = positions[parent] else { throw .unknownParent(node.id) }
      parents.append(above)
      switch node.mode {
      case .nested: nested[above].append(position)
      case .carveOut:
        if node.limit == .unlimited { throw .carveOutWithoutAmount(node.id) }
      case .isolated: break
      }
    }
    for position in policy.nodes.indices {
      var above = parents[position]
      var levels = 1
      while above >= 0 {
        levels += 1
        guard levels <= CreditBook.depth else { throw .cycle(policy.nodes[position].id) }
        above = parents[above]
      }
    }
    for (position, node) in policy.nodes.enumerated() where node.mode == .carveOut {
      var above = parents[position]
      while above >= 0 {
        carved[above].append(position)
        guard policy.nodes[above].mode == .nested else { break }
        above = parents[above]
      }
    }
    for (position, node) in policy.nodes.enumerated() {
      for customer in node.customers {
        guard payers[customer] == nil else { throw .duplicate(customer) }
        payers[customer] = position
      }
    }
  }

  /// The node that pays for a customer: the one that lists it, else the one with its id.
  public func payer(of customer: String) -> String? {
    guard let position = payers[customer] ?? positions[customer] else { return nil }
    return policy.nodes[position].id
  }

  /// The node with an id, or `nil`.
  public func node(_ id: String) -> CreditNode? { positions[id].map { policy.nodes[$0] } }
}
