/// More of a line, and what the dealer gains by it: found by pricing the changed order
/// (RULES.md E-003).
public struct NearMiss: Hashable, Sendable {
  /// The line's number.
  public var line: Int32
  /// Its product.
  public var product: String
  /// How much to order in all, in the line's unit.
  public var quantity: Quantity
  /// How much more that is.
  public var more: Quantity
  /// The unit.
  public var unit: String
  /// What the order then costs: payable without added tax, in millionths.
  public var cost: Int64
  /// What it costs now.
  public var costNow: Int64
  /// What it would cost if every unit of the line cost what one costs now.
  public var costAtPresent: Int64
  /// Free goods that come with it and do not now.
  public var gifts: [PricedGift]
  /// Price rows and offers that apply then and not now.
  public var rules: [RuleRef]
  /// The outcome of the changed order.
  public var outcome: Outcome

  /// What the dealer gains, in millionths.
  public var gain: Int64 { costAtPresent - cost }

  /// The order with the suggestion taken.
  public func applied(to order: Order) -> Order {
    var result = order
    for index in result.lines.indices where result.lines[index].number == line {
      result.lines[index].quantity = quantity
    }
    return result
  }
}

/// What would earn a better price, and how thoroughly was looked (RULES.md E-003).
public struct NearMisses: Hashable, Sendable {
  /// The largest gain first.
  public var suggestions: [NearMiss] = []
  /// Changed orders that were priced.
  public var evaluations: Int = 0
  /// Whether every quantity worth trying was tried within the bound.
  public var isComplete: Bool = true

  /// Nothing found.
  public init() {}
}

extension CompiledRules {
  /// Looks for lines of which a little more would gain the dealer something: at the next quantity
  /// break, threshold, rung, set or minimum (RULES.md E-003).
  ///
  /// Every suggestion was priced; ``NearMiss/applied(to:)`` gives the order that comes out so.
  /// - Parameters:
  ///   - order: The order as it stands.
  ///   - evaluations: How many changed orders are priced at most.
  ///   - carried: What earlier orders of the batch used of caps and limits.
  /// - Complexity: That of pricing the order, times the evaluations.
  public func nearMisses(
    _ order: Order, evaluations: Int = 64, after carried: CarriedUse = CarriedUse()
  ) -> Result<NearMisses, OrderError> {
    var search = NearMissSearch(self, order, carried)
    return search.run(evaluations)
  }
}

/// One search: the order as it stands, and what changes of it are worth pricing.
private struct NearMissSearch: ~Copyable {
  private let rules: CompiledRules
  private let order: Order
  private let sorted: [OrderLine]
  private let carried: CarriedUse
  private var workspace: Workspace
  private var batch = OrderBatch()

  init(_ rules: CompiledRules, _ order: Order, _ carried: CarriedUse) {
    self.rules = rules
    self.order = order
    // More of a line is suggested whatever credit says of it.
    var carried = carried
    carried.credit = nil
    self.carried = carried
    sorted = order.lines.sorted { $0.number < $1.number }
    workspace = Workspace(rules)
  }

  mutating func run(_ evaluations: Int) -> Result<NearMisses, OrderError> {
    batch.append(order, rules)
    workspace.offerTrace = []
    workspace.wishes = []
    var priced = PricedBatch(detail: .steps)
    workspace.price(batch, after: carried, into: &priced)
    let now: Decision
    switch rules.decision(of: order, at: 0, batch, priced) {
    case .failure(let error): return .failure(error)
    case .success(let decision): now = decision
    }
    let changes = changes()
    let isCut = (workspace.wishes?.count ?? 0) >= Workspace.mostWishes
    workspace.offerTrace = nil
    workspace.wishes = nil
    var result = NearMisses()
    result.isComplete = !isCut && changes.count <= max(0, evaluations)
    for change in changes.prefix(max(0, evaluations)) {
      result.evaluations += 1
      if let found = price(change, now) { result.suggestions.append(found) }
    }
    result.suggestions = NearMissSearch.worthTelling(result.suggestions)
    result.suggestions.sort { a, b in
      if a.gain != b.gain { return a.gain > b.gain }
      if a.gifts.count != b.gifts.count { return a.gifts.count > b.gifts.count }
      return (a.line, a.quantity.thousandths) < (b.line, b.quantity.thousandths)
    }
    return .success(result)
  }

  /// Leaves out what a smaller quantity of the same line gains as well.
  private static func worthTelling(_ all: [NearMiss]) -> [NearMiss] {
    all.filter { miss in
      !all.contains { other in
        other.line == miss.line && other.quantity < miss.quantity && other.gain >= miss.gain
          && other.outcome <= miss.outcome && count(other.gifts) >= count(miss.gifts)
      }
    }
  }

  private static func count(_ gifts: [PricedGift]) -> Int128 {
    gifts.reduce(0) { $0 + Int128($1.quantity) }
  }

  /// A line with another quantity.
  private struct Change: Hashable {
    var position: Int
    var quantity: Quantity
  }

  /// Quantities worth pricing: those nearest to what is ordered first, of equal ones the smaller
  /// line number.
  private mutating func changes() -> [Change] {
    var failed: [[Int32]] = Array(repeating: [], count: sorted.count)
    for note in workspace.offerTrace ?? [] where note.code == .conditionFailed {
      guard failed.indices.contains(Int(note.line)) else { continue }
      failed[Int(note.line)].append(Int32(note.rule.index))
      workspace.wishForAmount(batch, note)
    }
    for line in sorted.indices {
      workspace.wishForLine(batch, Int32(line), failed: failed[line])
    }
    var seen: Set<Change> = []
    var found: [(change: Change, distance: Ratio)] = []
    for wish in workspace.wishes ?? [] {
      let position = Int(wish.position)
      let ordered = sorted[position].quantity
      guard let quantity = workspace.orderable(wish, batch), quantity > ordered else { continue }
      let change = Change(position: position, quantity: quantity)
      guard isNear(quantity, ordered), seen.insert(change).inserted else { continue }
      let distance = Ratio(Int128(quantity.thousandths), Int128(ordered.thousandths))
      found.append((change, distance))
    }
    found.sort { a, b in
      let left = a.distance.numerator * b.distance.denominator
      let right = b.distance.numerator * a.distance.denominator
      return left == right
        ? (a.change.position, a.change.quantity.thousandths)
          < (b.change.position, b.change.quantity.thousandths)
        : left < right
    }
    return found.map(\.change)
  }

  /// Near is up to three times what is ordered, or ten units.
  private func isNear(_ quantity: Quantity, _ ordered: Quantity) -> Bool {
    quantity.thousandths <= max(3 * ordered.thousandths, 10 * Quantity.one.thousandths)
  }

  /// Prices a change; `nil` where the dealer gains nothing by it.
  private mutating func price(_ change: Change, _ now: Decision) -> NearMiss? {
    let line = sorted[change.position]
    let before = now.lines[change.position]
    guard
      let more = Quantity(thousandths: change.quantity.thousandths - line.quantity.thousandths)
    else { return nil }
    var miss = NearMiss(
      line: line.number, product: line.product, quantity: change.quantity, more: more,
      unit: before.unit, cost: 0, costNow: 0, costAtPresent: 0, gifts: [], rules: [],
      outcome: .block)
    let changed = miss.applied(to: order)
    var batch = OrderBatch()
    batch.append(changed, rules)
    var priced = PricedBatch(detail: .steps)
    workspace.price(batch, after: carried, into: &priced)
    guard case .success(let then) = rules.decision(of: changed, at: 0, batch, priced),
      then.outcome <= now.outcome, let costs = costs(now, then, before, more)
    else { return nil }
    (miss.costNow, miss.costAtPresent, miss.cost) = costs
    miss.outcome = then.outcome
    miss.gifts = NearMissSearch.gained(then.gifts, now.gifts)
    miss.rules = NearMissSearch.added(then, now)
    let step = Rounding().step(in: now.currency)
    let gains = miss.gain > step || !miss.gifts.isEmpty && miss.gain >= -step
    return gains || then.outcome < now.outcome ? miss : nil
  }

  /// What the order costs now, would cost at present unit prices, and costs then.
  private func costs(
    _ now: Decision, _ then: Decision, _ line: PricedLine, _ more: Quantity
  ) -> (Int64, Int64, Int64)? {
    do throws(NumericError) {
      let (before, after) = (try cost(now), try cost(then))
      let added = try Ratio(Int128(line.net) * Int128(more.thousandths), 1)
        .divided(by: Ratio(Int128(line.quantity.thousandths), 1))
        .settled(step: Rounding().step(in: now.currency), mode: .down)
      let (sum, overflow) = before.addingReportingOverflow(added)
      guard !overflow else { return nil }
      let (_, isFar) = sum.subtractingReportingOverflow(after)
      return isFar ? nil : (before, sum, after)
    } catch {
      return nil
    }
  }

  /// Payable without tax that is added to it.
  private func cost(_ decision: Decision) throws(NumericError) -> Int64 {
    guard !rules.book.tax.pricesIncludeTax else { return decision.payable }
    let (cost, overflow) = decision.payable.subtractingReportingOverflow(decision.tax)
    guard !overflow else { throw .overflow }
    return cost
  }

  /// Free goods on top that come then and do not now.
  private static func gained(_ then: [PricedGift], _ now: [PricedGift]) -> [PricedGift] {
    var had: [[String]: Int128] = [:]
    func key(_ gift: PricedGift) -> [String] { [gift.product, "\(gift.rule.index)"] }
    for gift in now where !gift.isInclusive { had[key(gift), default: 0] += Int128(gift.quantity) }
    var result: [PricedGift] = []
    for var gift in then where !gift.isInclusive && gift.price == 0 {
      let known = min(Int128(gift.quantity), had[key(gift)] ?? 0)
      had[key(gift), default: 0] -= known
      gift.quantity -= Int64(truncatingIfNeeded: known)
      if gift.quantity > 0 { result.append(gift) }
    }
    return result
  }

  /// Rules that made a step, gave goods or reduced a charge then and not now, in that order.
  private static func added(_ then: Decision, _ now: Decision) -> [RuleRef] {
    var seen = Set(applied(now))
    return applied(then).filter { seen.insert($0).inserted }
  }

  private static func applied(_ decision: Decision) -> [RuleRef] {
    let told = decision.reasons.filter { $0.code == .chargeReduced || $0.code == .marked }
    return decision.steps.filter { $0.kind != .unitRounding }.map(\.rule)
      + decision.gifts.map(\.rule) + told.map(\.rule)
  }
}
