public import DealerRules

/// A plain settlement of returns, written from RULES.md Z-002 … Z-050, sharing no arithmetic with
/// the engine: what is back is counted by item, every amount is worked out for everything that is
/// back, and a statement is what has changed since the last one.
public struct ReferenceReturns {
  /// The numbers of a statement, in millionths; of points in thousandths.
  public struct Statement: Hashable, Sendable {
    /// The amounts of Z-023 by name.
    public var amounts: [String: Int64] = [:]
    /// What is taken back, short, owed and charged, by account and kind.
    public var earnings: [String: [Int64]] = [:]
    /// What is free again, by id and kind.
    public var releases: [String: Int64] = [:]
    /// Whether more was asked for than is left.
    public var isRefused = false
    /// Whether it waits for a gift.
    public var lacksGift = false
    /// By how much the quota is exceeded.
    public var overQuota: Int64 = 0
  }

  let policy: ReturnPolicy
  let offers: Set<String>
  let sale: StoredSale
  let evaluator: ReferenceEvaluator
  let step: Fraction
  /// Thousandths of each item that are back.
  var back: [Int64]
  /// Thousandths of whole kits that each item is back with.
  var kits: [Int64]
  /// What became of amounts so far.
  var total: [String: Fraction] = [:]
  var charges: [String: Fraction] = [:]
  var taken: [String: Fraction] = [:]
  var free: [String: Fraction] = [:]
  var allowances: [String: Fraction] = [:]

  /// Settles returns of one sale, one after another.
  public init(_ book: RuleBook, _ sale: StoredSale) {
    policy = book.returns ?? ReturnPolicy()
    offers = Set(book.offers.map(\.id))
    self.sale = sale
    evaluator = ReferenceEvaluator(book)
    var step: Int64 = 1_000_000
    for _ in 0..<sale.currency.exponent { step /= 10 }
    self.step = Fraction(step)
    back = sale.items.map { _ in 0 }
    kits = back
  }

  // MARK: Shares

  /// Z-003: what the first `part` of `whole` are worth of an amount.
  func share(_ amount: Int64, _ part: Int64, _ whole: Int64, exactly: Bool = false) -> Fraction {
    if part >= whole { return Fraction(amount) }
    let unit = exactly ? Fraction.one : step
    let exact = Fraction(amount) * Fraction(part) / Fraction(whole)
    return Fraction((exact / unit).truncated) * unit
  }

  /// Half-up in minor units.
  func rounded(_ exact: Fraction) -> Fraction {
    Fraction((exact / step).settledWhole(.halfUp)) * step
  }

  /// The share of an amount that goes with the goods that are back, by what was paid for them.
  func goodsShare(_ amount: Int64, _ counts: [Int64], exactly: Bool) -> Fraction {
    var paid = Fraction.zero
    var sum = Fraction.zero
    for (item, count) in zip(sale.items, counts) where item.paid > 0 {
      sum += Fraction(item.paid)
      paid += share(item.paid, count, item.quantity)
    }
    if sum <= paid { return Fraction(amount) }
    let unit = exactly ? Fraction.one : step
    return Fraction((Fraction(amount) * paid / sum / unit).truncated) * unit
  }

  func isEverything(_ counts: [Int64]) -> Bool {
    zip(sale.items, counts).allSatisfy { $0.quantity == $1 }
  }

  static func narrow(_ value: Fraction) -> Int64 { value.truncated.int64 ?? .max }

  // MARK: A statement

  /// Settles a return; one that is refused or held changes nothing.
  public mutating func settle(_ request: ReturnRequest) -> Statement {
    guard var run = ReferenceReturn(self, request), run.mayBe() else {
      var statement = Statement()
      statement.isRefused = true
      return statement
    }
    run.work()
    // Z-025: charges alone, of which nothing comes back.
    let charges = run.statement.amounts["charges"] ?? 0
    if charges == 0, run.counts == back, !request.isWhole, !request.charges.isEmpty {
      var statement = Statement()
      statement.isRefused = true
      return statement
    }
    let isHeld = run.statement.lacksGift || run.statement.overQuota > 0
    if !isHeld { self = run.world }
    return run.statement
  }
}

/// One return at work.
struct ReferenceReturn {
  var world: ReferenceReturns
  let request: ReturnRequest
  /// Thousandths of each item that are back with this return.
  var counts: [Int64]
  /// What comes back, with the reason: item, from, to.
  var parts: [(item: Int, from: Int64, to: Int64, reason: String?)] = []
  var amounts: [String: Fraction] = [:]
  var statement = ReferenceReturns.Statement()
  var left: ReferenceRemainder?

  var sale: StoredSale { world.sale }
  var policy: ReturnPolicy { world.policy }

  init?(_ world: ReferenceReturns, _ request: ReturnRequest) {
    self.world = world
    self.request = request
    counts = world.back
    if request.isWhole {
      for index in sale.items.indices {
        bring(index, sale.items[index].quantity - counts[index], request.reason)
      }
    }
    for line in request.lines where line.quantity > 0 {
      let own = sale.items.indices.filter {
        sale.items[$0].number == line.number
          && (line.part == nil || sale.items[$0].part == line.part)
      }
      guard !own.isEmpty else { return nil }
      for index in own {
        var quantity = line.quantity
        let item = sale.items[index]
        if line.part == nil, item.part != nil {
          let whole = sale.input.lines.first { $0.number == line.number }?.quantity.thousandths ?? 0
          let before = self.world.share(
            item.quantity, self.world.kits[index], whole, exactly: true)
          self.world.kits[index] += line.quantity
          guard self.world.kits[index] <= whole else { return nil }
          let after = self.world.share(item.quantity, self.world.kits[index], whole, exactly: true)
          quantity = ReferenceReturns.narrow(after - before)
        }
        bring(index, quantity, line.reason ?? request.reason)
        guard counts[index] <= item.quantity else { return nil }
      }
    }
  }

  private mutating func bring(_ index: Int, _ quantity: Int64, _ reason: String?) {
    guard quantity > 0 else { return }
    parts.append((index, counts[index], counts[index] + quantity, reason))
    counts[index] += quantity
  }

  mutating func add(_ name: String, _ value: Fraction) {
    amounts[name] = (amounts[name] ?? .zero) + value
  }

  func amount(_ name: String) -> Fraction { amounts[name] ?? .zero }

  func so(_ name: String) -> Fraction { world.total[name] ?? .zero }

  /// What units of an item are worth now of an amount.
  func now(_ index: Int, _ value: Int64) -> Fraction {
    let item = sale.items[index]
    return world.share(value, counts[index], item.quantity)
      - world.share(value, world.back[index], item.quantity)
  }

  mutating func work() {
    statement.lacksGift = lacksGift()
    goods()
    charges()
    lost()
    gifts()
    protection()
    settled()
    fees()
    earnings()
    volumes()
    quota()
    releases()
    for (name, value) in amounts { statement.amounts[name] = ReferenceReturns.narrow(value) }
    for (name, value) in amounts where name != "containedTax" && name != "quota" {
      world.total[name] = so(name) + value
    }
    world.back = counts
  }

  // MARK: Goods

  /// Z-023, Z-024.
  private mutating func goods() {
    var worth = Fraction.zero
    for index in sale.items.indices {
      let item = sale.items[index]
      let paid = now(index, item.paid)
      let tax = now(index, item.tax)
      add("paid", paid)
      add(sale.includesTax ? "containedTax" : "tax", tax)
      worth += paid + (sale.includesTax ? .zero : tax)
    }
    for line in request.lines { add("allowance", Fraction(line.allowance)) }
    let given = so("allowance")
    if .zero < given, .zero < worth { add("allowance", -min(given, worth)) }
    add("allowance", Fraction(request.amount))
  }

  /// Z-025.
  private mutating func charges() {
    for extra in sale.extras {
      let given = world.charges[extra.rule] ?? .zero
      var due = given
      switch policy.byCharge[extra.rule] ?? policy.charges {
      case .never: break
      case .onRequest:
        if request.isWhole || request.charges.contains(extra.rule) { due = Fraction(extra.amount) }
      case .withLast: if world.isEverything(counts) { due = Fraction(extra.amount) }
      case .proportional:
        due =
          world.isEverything(counts)
          ? Fraction(extra.amount) : world.goodsShare(extra.amount, counts, exactly: false)
      }
      add("charges", due - given)
      world.charges[extra.rule] = due
    }
  }

  // MARK: What is taken off the refund

  /// Z-036.
  private mutating func protection() {
    for index in sale.items.indices where world.back[index] < counts[index] {
      let item = sale.items[index]
      guard item.part == nil, item.gift == nil else { continue }
      let paid = now(index, item.paid)
      var worth = paid
      if let fallen = request.facts.protection[item.number] { worth -= now(index, fallen) }
      if policy.isLowerOf, let price = request.facts.currentPrices[item.number] {
        let quantity = Fraction(counts[index] - world.back[index], 1000)
        worth = min(worth, world.rounded(Fraction(price) * quantity))
      }
      let off = paid - max(worth, .zero)
      guard .zero < off else { continue }
      add("protection", -off)
      guard !sale.includesTax, .zero < paid else { continue }
      add("tax", -world.rounded(now(index, item.tax) * off / paid))
    }
  }

  /// Z-037.
  private mutating func settled() {
    var wanted = Fraction.zero
    for name in ["paid", "tax", "charges", "allowance", "clawBack", "gift", "protection"] {
      wanted += amount(name)
    }
    let before = so("refund")
    let most =
      policy.needsPayment
      ? min(request.facts.paid ?? sale.payable, sale.payable) : sale.payable
    // What all returns together come to, between what was given and what was paid.
    let due = before + wanted - so("withheld")
    let all = max(before, min(due, max(Fraction(most), before)))
    add("refund", all - before)
    add("withheld", all - before - wanted)
    add("credit", all - before)
  }

  private func holds(_ scope: ReturnScope, _ index: Int) -> Bool {
    let item = sale.items[index]
    let gave = sale.cuts.filter { $0.line == item.number }.map(\.rule) + [item.gift ?? ""]
    return (scope.products.isEmpty || scope.products.contains(item.product))
      && (scope.categories.isEmpty || item.categories.contains { scope.categories.contains($0) })
      && (scope.tiers.isEmpty || scope.tiers.contains(sale.tier ?? ""))
      && (scope.offers.isEmpty || gave.contains { scope.offers.contains($0) })
  }

  private func cause(_ reason: String?) -> ReturnCause? {
    policy.reasons.first { $0.id == reason }
  }

  /// Z-040.
  private mutating func fees() {
    let fees = policy.fees.sorted { ReferenceNames.isBefore($0.id, $1.id) }
    let most = max(
      .zero, amount("refund") - max(.zero, amount("tax")) - max(.zero, amount("charges")))
    var sum = Fraction.zero
    for fee in fees {
      var base = Fraction.zero
      for part in parts where fees.first(where: { holds($0.scope, part.item) })?.id == fee.id {
        guard cause(part.reason)?.waivesFee != true else { continue }
        let item = sale.items[part.item]
        base += world.share(item.paid, part.to, item.quantity)
        base -= world.share(item.paid, part.from, item.quantity)
      }
      base = min(base, most)
      guard .zero < base else { continue }
      sum += max(world.rounded(base * Fraction(fee.rate)), Fraction(fee.minimum))
    }
    sum = min(sum, max(.zero, amount("refund")))
    add("fee", -sum)
    add("credit", -sum)
  }

  /// Z-050.
  private mutating func quota() {
    var counted = Fraction.zero
    for part in parts where cause(part.reason)?.isExempt != true {
      let item = sale.items[part.item]
      for value in sale.includesTax ? [item.paid] : [item.paid, item.tax] {
        counted += world.share(value, part.to, item.quantity)
        counted -= world.share(value, part.from, item.quantity)
      }
    }
    counted = max(.zero, counted)
    add("quota", counted)
    guard let quota = policy.quota, let facts = request.facts.quota, .zero < counted else { return }
    let exact = Fraction(facts.purchases) * Fraction(quota.share)
    let cap = Fraction((exact / world.step).floor) * world.step
    let over = Fraction(facts.posted) + Fraction(facts.open) + counted - cap
    statement.overQuota = max(0, ReferenceReturns.narrow(over))
  }
}
