/// Whether nodes, rules and open documents of credit fit together (RULES.md B-001 … B-006).
struct CreditChecks {
  private let policy: CreditPolicy
  private let facts: CreditFacts
  /// Every rate between two currencies, whenever it is in force.
  private let rates: [[Currency]: [Factor]]
  private var sink: DiagnosticSink
  private var nodes: IdentifierMap<Int> = IdentifierMap()

  /// Every finding about the credit of a book.
  static func findings(of book: RuleBook, limits: Limits) -> DiagnosticSink {
    guard let policy = book.credit else { return DiagnosticSink(limit: limits.diagnostics) }
    var checks = CreditChecks(policy, book, limits)
    guard checks.fits(limits) else { return checks.sink }
    checks.checkNodes(limits)
    checks.checkTree(limits)
    checks.checkRules()
    checks.checkUse()
    checks.checkLists()
    checks.checkEntries()
    return checks.sink
  }

  private init(_ policy: CreditPolicy, _ book: RuleBook, _ limits: Limits) {
    self.policy = policy
    facts = book.creditFacts
    let stated =
      facts.rates + book.exchangeRates.map { CreditRate($0.from, $0.to, $0.factor) }
    let both = stated + stated.map { CreditRate($0.to, $0.from, $0.factor.inverse) }
    rates = Dictionary(grouping: both) { [$0.from, $0.to] }.mapValues { $0.map(\.factor) }
    sink = DiagnosticSink(limit: limits.diagnostics)
  }

  private mutating func fits(_ limits: Limits) -> Bool {
    let counts = [
      ("credit nodes", policy.nodes.count, limits.creditNodes),
      ("credit rules", policy.rules.count, limits.creditRules),
      ("receivables", facts.entries.count, limits.receivables),
    ]
    for (what, count, limit) in counts where count > limit {
      sink.report(
        .limitExceeded, "the book has \(count) \(what), more than the limit of \(limit)",
        help: "split the book or raise the limit of the compile", at: nil)
      return false
    }
    return true
  }

  private mutating func twice(_ what: String, _ id: String, _ span: SourceSpan?) {
    sink.report(
      .duplicateID, "\(what) \(Diagnostic.quote(id)) is stated twice",
      help: "give one of them another id", at: span, about: Subject(fields: ["id"], text: id))
  }

  private mutating func unknown(
    _ what: String, _ id: String, _ known: [String], _ field: String, _ span: SourceSpan?
  ) {
    sink.report(
      .unknownReference, "there is no \(what) \(Diagnostic.quote(id))",
      help: Suggestion.closest(to: id, among: known).map { "did you mean `\($0)`?" }
        ?? "state it, or leave `\(field)` out", at: span,
      about: Subject(fields: [field], text: id))
  }

  // MARK: Nodes

  private mutating func checkNodes(_ limits: Limits) {
    nodes.reserveCapacity(policy.nodes.count)
    // A node is large: it is looked at where it stands.
    for index in policy.nodes.indices
    where nodes.updateValue(index, forKey: policy.nodes[index].id) != nil {
      twice("credit node", policy.nodes[index].id, policy.nodes[index].origin)
    }
    let terms = policy.terms.map(\.id)
    var customers: IdentifierMap<Bool> = IdentifierMap()
    customers.reserveCapacity(policy.nodes.count)
    for node in policy.nodes {
      if let parent = node.parent, nodes[parent] == nil {
        unknown("credit node", parent, nodes.ids, "parent", node.origin)
      }
      if let agreed = node.terms, !terms.contains(where: { IdentifierOrder.areEqual($0, agreed) }) {
        unknown("payment terms", agreed, terms, "terms", node.origin)
      }
      if node.mode == .carveOut {
        let limits = [node.limit] + node.temporary.map(\.limit)
        if limits.contains(.unlimited) {
          mismatch(
            node, "sets a limit without bound aside", "state an amount, or use mode `nested`",
            "limit")
        }
        let states = limits.contains { limit in
          if case .amount = limit { true } else { false }
        }
        if !states, !limits.contains(.unlimited) {
          mismatch(
            node, "sets no amount aside", "state its `limit`, or use mode `nested`", "limit")
        }
        if node.parent == nil {
          mismatch(
            node, "is set aside from nothing", "state its `parent`, or leave `mode` out", "mode")
        }
      }
      checkDays(node)
      checkSums(node)
      var guarantees: Set<IdentifierKey> = []
      for guarantee in node.guarantees
      where !guarantees.insert(IdentifierKey(guarantee.id)).inserted {
        twice("guarantee", guarantee.id, node.origin)
      }
      for customer in node.customers {
        if customers[customer] != nil { twice("paying customer", customer, node.origin) }
        customers[customer] = true
      }
    }
  }

  private mutating func mismatch(
    _ node: CreditNode, _ what: String, _ help: String, _ field: String
  ) {
    sink.report(
      .creditMismatch, "credit node \(Diagnostic.quote(node.id)) \(what)", help: help,
      at: node.origin, about: Subject(fields: [field]))
  }

  /// What limits, guarantees and open documents may come to in all, so that sums of them fit.
  private static let largestSum: Int128 = 4_000_000_000_000_000_000

  /// Limits and guarantees that could not be added up make every order of the node an error.
  private mutating func checkSums(_ node: CreditNode) {
    var sum: Int128 = 0
    if case .amount(let amount) = node.limit { sum = max(sum, Int128(amount)) }
    for temporary in node.temporary {
      if case .amount(let amount) = temporary.limit { sum = max(sum, Int128(amount)) }
    }
    for guarantee in node.guarantees { sum += Int128(guarantee.value) }
    guard sum > CreditChecks.largestSum else { return }
    sink.report(
      .numberOutOfRange,
      "limit and guarantees of \(Diagnostic.quote(node.id)) come to more than 4000000000000",
      help: "state smaller amounts, or `unlimited`", at: node.origin,
      about: Subject(fields: ["limit", "guarantees"]))
  }

  private mutating func checkDays(_ node: CreditNode) {
    let isPlain = node.temporary.isEmpty && node.guarantees.isEmpty
    guard !isPlain || node.days != .always else { return }
    let all = [node.days] + node.temporary.map(\.days) + node.guarantees.map(\.days)
    for days in all {
      guard let from = days.from, let through = days.through, through < from else { continue }
      sink.report(
        .emptyPeriod, "a limit or guarantee of \(Diagnostic.quote(node.id)) is never in force",
        help: "let it end after it begins", at: node.origin,
        about: Subject(
          fields: ["validThrough", "validUntil", "temporary", "guarantees"]))
    }
  }

  private mutating func checkTree(_ limits: Limits) {
    var tree = TreeTable(count: policy.nodes.count)
    for index in policy.nodes.indices {
      guard let parent = policy.nodes[index].parent.flatMap({ nodes[$0] }) else { continue }
      tree.setParent(of: Int32(index), to: Int32(parent))
    }
    let faults = tree.cutFaults(limit: min(limits.treeDepth, CreditBook.depth))
    for index in faults.cyclic {
      let node = policy.nodes[Int(index)]
      sink.report(
        .cyclicTree, "credit node \(Diagnostic.quote(node.id)) is above itself",
        help: "leave the parent of one of the circle empty", at: node.origin,
        about: Subject(fields: ["parent"]))
    }
    for index in faults.tooDeep {
      let node = policy.nodes[Int(index)]
      sink.report(
        .treeTooDeep,
        "credit node \(Diagnostic.quote(node.id)) is deeper than \(CreditBook.depth) levels",
        help: "leave out levels", at: node.origin, about: Subject(fields: ["parent"]))
    }
  }

  // MARK: Rules and lists

  private mutating func checkRules() {
    var ids: IdentifierMap<Bool> = IdentifierMap()
    for rule in policy.rules {
      if ids.updateValue(true, forKey: rule.id) != nil {
        twice("credit rule", rule.id, rule.origin)
      }
      if case .groups(let named) = rule.scope {
        let groups = policy.nodes.compactMap(\.group)
        for id in named where !groups.contains(where: { IdentifierOrder.areEqual($0, id) }) {
          unknown("group of credit nodes", id, groups, "groups", rule.origin)
        }
      }
      guard case .nodes(let named) = rule.scope else { continue }
      for id in named where nodes[id] == nil {
        unknown("credit node", id, nodes.ids, "nodes", rule.origin)
      }
    }
  }

  /// What nothing of the policy looks at, so that it does not do what somebody wanted.
  private mutating func checkUse() {
    let sources = policy.funding.map(\.id)
    for (id, account) in facts.accounts.sorted() {
      for fund in account.funds.ids
      where !sources.contains(where: { IdentifierOrder.areEqual($0, fund) }) {
        let origin = nodes[id].flatMap { policy.nodes[$0].origin }
        unknown("funding source", fund, sources, "funds", origin)
      }
    }
    for rule in policy.rules where rule.kind == .exclude {
      guard case .all = rule.scope else { continue }
      sink.report(
        .conflictingFields, "a rule that excludes for all nodes lifts nothing",
        help: "name `nodes` or `groups` for which it lifts the wider rule", at: rule.origin,
        about: Subject(fields: ["kind"]))
    }
    let looks = policy.rules.contains { $0.test.name == CreditTest.components.name }
    for node in policy.nodes where !node.componentLimits.isEmpty && !looks {
      sink.report(
        .conflictingFields,
        "no rule looks at the component limits of \(Diagnostic.quote(node.id))",
        help: "add a rule with `\"components\": true`", at: node.origin,
        about: Subject(fields: ["componentLimits"]))
    }
  }

  private mutating func checkLists() {
    let lists: [(String, [String])] = [
      ("payment terms", policy.terms.map(\.id)),
      ("reminder plan", policy.reminderPlans.map(\.id)),
      ("funding source", policy.funding.map(\.id)),
      ("scorecard", policy.scorecards.map(\.id)),
      ("tier scheme", policy.tierSchemes.map(\.id)),
    ]
    for (what, ids) in lists {
      var seen: IdentifierMap<Bool> = IdentifierMap()
      for id in ids where seen.updateValue(true, forKey: id) != nil {
        twice(
          what, id, policy.terms.last { IdentifierOrder.areEqual($0.id, id) }?.origin)
      }
    }
    for scheme in policy.tierSchemes {
      var seen: IdentifierMap<Bool> = IdentifierMap()
      for tier in scheme.tiers where seen.updateValue(true, forKey: tier.id) != nil {
        twice("tier", tier.id, nil)
      }
    }
    for plan in policy.reminderPlans where plan.steps.isEmpty {
      sink.report(
        .conflictingFields, "reminder plan \(Diagnostic.quote(plan.id)) reminds nobody",
        help: "state its `steps`, or leave the plan out", at: nil)
    }
    if policy.funding.count(where: { $0.kind == .ownCredit }) > 1 {
      sink.report(
        .conflictingFields, "own credit is a funding source twice", help: "keep one of them",
        at: nil)
    }
  }

  /// The most that an open document can be at its node and at those above, at any of the rates.
  private func largest(_ entry: CreditEntry, at node: Int?) -> Int128 {
    var most = Int128(entry.amount.millionths)
    var value = most
    var currency = entry.amount.currency
    var node = node
    var stated = entry.rate
    for _ in 0..<CreditBook.depth {
      guard let index = node, value <= CreditChecks.largestSum else { return most }
      let own = policy.nodes[index].currency
      if own != currency {
        var exchanged: Int128 = 0
        let factors = stated.map { [$0] } ?? rates[[currency, own]] ?? []
        for factor in factors {
          let product = value.multipliedReportingOverflow(by: Int128(factor.numerator))
          guard !product.overflow else { return CreditChecks.largestSum + 1 }
          exchanged = max(exchanged, product.partialValue / Int128(factor.denominator) + 1)
        }
        value = exchanged
      }
      most = max(most, value)
      currency = own
      stated = nil
      let isNested = policy.nodes[index].mode == .nested
      node = isNested ? policy.nodes[index].parent.flatMap { nodes[$0] } : nil
    }
    return most
  }

  private mutating func checkEntries() {
    let entries = facts.entries
    if IdentifierHashes.mayRepeat(entries.count, { entries[$0].id }) { checkIDs(entries) }
    var sum: Int128 = 0
    for entry in entries {
      let before = sum
      let node = nodes[entry.node]
      sum += largest(entry, at: node)
      if sum > CreditChecks.largestSum, before <= CreditChecks.largestSum {
        sink.report(
          .numberOutOfRange, "receivables through this one come to more than 4000000000000",
          help: "state smaller amounts", at: entry.origin, about: Subject(fields: ["amount"]))
      }
      guard node == nil else { continue }
      unknown("credit node", entry.node, nodes.ids, "node", entry.origin)
    }
  }

  /// Claims and other documents may share ids, those of one of both may not.
  private mutating func checkIDs(_ entries: [CreditEntry]) {
    var (claims, documents): (IdentifierMap<Bool>, IdentifierMap<Bool>) = ([:], [:])
    for entry in entries {
      let other =
        entry.kind.isClaim
        ? claims.updateValue(true, forKey: entry.id)
        : documents.updateValue(true, forKey: entry.id)
      if other != nil { twice("receivable", entry.id, entry.origin) }
    }
  }
}
