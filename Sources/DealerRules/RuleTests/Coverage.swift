/// Which rules orders made use of: a test set, or a batch (RULES.md U-004).
public struct Coverage: Sendable {
  /// A test of an offer's condition, and whether it was seen to hold and to fail.
  public struct Test: Hashable, Sendable {
    /// What it looks at, as documents name it.
    public var field: String
    /// Lines for which it held.
    public var held: Int = 0
    /// Lines for which it failed.
    public var failed: Int = 0
    let node: Int32
  }

  /// A rung of an offer's ladder.
  public struct Reach: Hashable, Sendable {
    /// Where it begins, as a decimal.
    public var from: String
    /// Orders that it took effect in.
    public var orders: Int = 0
    let rung: Int32
  }

  /// What was seen of an offer.
  public struct OfferUse: Sendable {
    /// The offer.
    public var rule: RuleRef
    /// Orders in which it took effect.
    public var orders: Int = 0
    /// Why it did not, by how often that was said.
    public var reasons: [ReasonCode: Int] = [:]
    /// The rungs of its ladder, ascending; empty for other offers.
    public var rungs: [Reach] = []
    /// The tests of its condition.
    public var tests: [Test] = []
  }

  /// The rules that are looked at.
  public let rules: CompiledRules
  /// Orders looked at.
  public private(set) var orders = 0
  /// Published offers, in the order in which they take effect.
  public private(set) var offers: [OfferUse]
  /// Charges, taxes, guards, agreements, checks and credit rules by the orders in which they were
  /// named.
  public private(set) var others: [RuleRef: Int]
  /// Price rows that priced something.
  public private(set) var rows: Set<RuleRef> = []
  /// What was said, by code.
  public private(set) var reasons: [ReasonCode: Int] = [:]
  /// Orders by outcome.
  public private(set) var outcomes: [Outcome: Int] = [:]

  /// Creates a coverage in which nothing was used yet.
  /// - Complexity: O(rules).
  public init(_ rules: CompiledRules) {
    self.rules = rules
    offers = (0..<rules.offers.count).map { Coverage.use(of: $0, rules) }
    let counts: [(RuleRef.Kind, Int)] = [
      (.charge, rules.charges.charges.count), (.tax, rules.charges.taxes.count),
      (.guardrail, rules.guards.guards.count), (.agreement, rules.agreements.rows.count),
      (.check, rules.checks.terms.count), (.credit, rules.book.credit?.rules.count ?? 0),
    ]
    others = [:]
    for (kind, count) in counts {
      for index in 0..<count { others[RuleRef(kind, index)] = 0 }
    }
  }

  private static func use(of offer: Int, _ rules: CompiledRules) -> OfferUse {
    var use = OfferUse(rule: RuleRef(.offer, offer))
    let table = rules.offers
    if table.terms[offer].kind == .ladder {
      let ladder = table.ladders[Int(table.terms[offer].detail)]
      let isFine = ladder.measure.kind == .amount || ladder.measure.kind == .attribute
      let scale = isFine ? Money.scale : Quantity.scale
      use.rungs = ladder.rungs.map {
        Reach(from: Decimals.text(table.rungs[Int($0)].from, scale: scale), rung: $0)
      }
    }
    let roots = [table.customerNode[offer], table.productNode[offer], table.restNode[offer]]
    for node in roots.flatMap({ rules.conditions.tests(under: $0) }) {
      use.tests.append(Test(field: rules.testName(node), node: node))
    }
    return use
  }

  /// Looks at orders of one batch.
  /// - Parameters:
  ///   - batch: The orders, in batch order.
  ///   - carried: What orders before them used, to which these add.
  /// - Returns: What is wrong with the orders that cannot be priced.
  /// - Complexity: that of explaining the orders, and O(lines × tests of offers).
  @discardableResult
  public mutating func add(_ batch: [Order], after carried: inout CarriedUse) -> [OrderError] {
    var workspace = Workspace(rules)
    var errors: [OrderError] = []
    for order in batch {
      var single = OrderBatch()
      single.append(order, rules)
      workspace.offerTrace = []
      workspace.formedRungs = []
      var result = PricedBatch(detail: .steps)
      workspace.price(single, after: carried, into: &result)
      orders += 1
      if let error = rules.orderError(order.id, 0, result) {
        errors.append(error)
      } else {
        note(result, workspace.offerTrace ?? [], workspace.formedRungs)
        workspace.noteTests(single, result, &offers)
      }
      rules.use(single, &carried)
    }
    return errors
  }

  private mutating func note(
    _ result: PricedBatch, _ losers: [ReasonRecord], _ rungs: Set<Int32>
  ) {
    outcomes[Outcome(rawValue: result.outcome[0]) ?? .block, default: 0] += 1
    var named = Set(result.steps.map(\.rule))
    named.formUnion(result.gifts.map { RuleRef(.offer, Int($0.offer)) })
    for reason in result.reasons {
      reasons[reason.code, default: 0] += 1
      if reason.rule.kind != .offer || Coverage.isEffect(reason.code) { named.insert(reason.rule) }
    }
    for rule in named {
      switch rule.kind {
      case .priceRow: rows.insert(rule)
      case .offer where offers.indices.contains(rule.index):
        offers[rule.index].orders += 1
        for reach in offers[rule.index].rungs.indices
        where rungs.contains(offers[rule.index].rungs[reach].rung) {
          offers[rule.index].rungs[reach].orders += 1
        }
      default:
        if let count = others[rule] { others[rule] = count + 1 }
      }
    }
    // An offer may say the same when it is measured and when it takes effect.
    var said: Set<ReasonRecord> = []
    for loser in losers where said.insert(loser).inserted {
      guard loser.rule.kind == .offer, offers.indices.contains(loser.rule.index) else { continue }
      offers[loser.rule.index].reasons[loser.code, default: 0] += 1
    }
  }

  /// Whether a reason says that an offer took effect.
  private static func isEffect(_ code: ReasonCode) -> Bool {
    code == .chargeReduced || code == .marked
  }
}

extension Coverage {
  /// A part of the rules: how much of it was used, of how much.
  public struct Share: Hashable, Sendable {
    /// Used at least once; of tests, seen to hold and to fail.
    public var used: Int
    /// All there are.
    public var of: Int

    /// Creates a share.
    public init(used: Int, of: Int) {
      self.used = used
      self.of = of
    }
  }

  /// Published offers that took effect.
  public var offerShare: Share {
    Share(used: offers.count { $0.orders > 0 }, of: offers.count)
  }

  /// Rungs of ladders that took effect.
  public var rungShare: Share {
    let all = offers.flatMap(\.rungs)
    return Share(used: all.count { $0.orders > 0 }, of: all.count)
  }

  /// Tests of offers' conditions that were seen both to hold and to fail.
  public var testShare: Share {
    let all = offers.flatMap(\.tests)
    return Share(used: all.count { $0.held > 0 && $0.failed > 0 }, of: all.count)
  }

  /// Price rows that priced something.
  public var rowShare: Share { Share(used: rows.count, of: rules.prices.bandCount) }

  /// Charges, taxes, guards, agreements, checks and credit rules that were named.
  public var otherShare: Share {
    Share(used: others.values.count { $0 > 0 }, of: others.count)
  }
}

extension ConditionTable {
  /// The tests under a node, from left to right; none under −1.
  func tests(under index: Int32) -> [Int32] {
    guard index >= 0 else { return [] }
    let node = nodes[Int(index)]
    switch node.kind {
    case .all, .any, .not:
      return (node.start..<(node.start + node.count)).flatMap {
        tests(under: children[Int($0)])
      }
    default: return [index]
    }
  }
}

extension Workspace {
  /// Asks the tests of every offer of each priced line of the order that was priced last.
  mutating func noteTests(
    _ orders: OrderBatch, _ result: borrowing PricedBatch, _ uses: inout [Coverage.OfferUse]
  ) {
    batch = orders
    defer { batch = OrderBatch() }
    guard orders.customer[0] >= 0 else { return }
    for line in 0..<Int32(orders.lineCount)
    where orders.product[Int(line)] >= 0 && orders.unitRow[Int(line)] >= 0
      && unitPrices.indices.contains(Int(line))
    {
      position = line
      let context = lineContext(line, 0)
      for use in uses.indices {
        for test in uses[use].tests.indices {
          let node = rules.conditions.nodes[Int(uses[use].tests[test].node)]
          if rules.conditions.test(node, context, rules.catalog, batch) {
            uses[use].tests[test].held += 1
          } else {
            uses[use].tests[test].failed += 1
          }
        }
      }
    }
  }
}
