public import DealerRules

/// A plain settlement of returns, written from RULES.md Z-020 … Z-050.
///
/// What the goods that stay give is priced by ``ReferenceEvaluator``, shares are exact fractions of
/// everything that is back, and a statement is what has changed since the last one. The steps are
/// those of the law, in its order, so that a reading of it which both sides share is not noticed;
/// and the sale itself (Z-001 … Z-007) is the engine's.
public struct ReferenceReturns {
  let policy: ReturnPolicy
  let offers: Set<String>
  /// Funds that are a part of the price, and agreements that count lines of their own.
  let priceFunds: [String]
  let choosy: Set<String>
  /// The offers of each code.
  let codes: [String: [String]]
  var sale: StoredSale
  let evaluator: ReferenceEvaluator
  let step: Fraction
  /// A minor unit of the book's currency.
  let bookStep: Fraction
  /// Whether the sale is in another currency than the book.
  let isForeign: Bool
  let canary: ReturnCanary
  /// Thousandths of each item that are back.
  var back: [Int64]
  /// Gifts that came back, as they were named.
  var gifts: [(number: Int32, gift: String, product: String, quantity: Int64)] = []
  /// Thousandths of whole kits that each item is back with.
  var kits: [Int64]
  /// What became of amounts so far.
  var total: [String: Fraction] = [:]
  var charges: [String: Fraction] = [:]
  var taken: [Account: Fraction] = [:]
  var free: [Limit: Fraction] = [:]
  /// What went back to funds in the sale's currency.
  var given: [Limit: Fraction] = [:]
  var allowances: [AllowanceKey: Fraction] = [:]
  /// What was taken back of what the sale earned, and by volumes (Z-046).
  var own: [Account: Fraction] = [:]
  var lapsed: [Account: Fraction] = [:]
  var ofVolume: [Account: Fraction] = [:]
  /// What the last settling again has changed (Z-066).
  var changes = Sums()
  /// Whether a limit counts amounts.
  var isAmounts: [Limit: Bool] = [:]

  /// Settles returns of one sale, one after another; `canary` plants one deliberate fault.
  public init(_ book: RuleBook, _ sale: StoredSale, canary: ReturnCanary = .none) {
    self.canary = canary
    policy = book.returns ?? ReturnPolicy()
    offers = Set(book.offers.map(\.id))
    choosy = Set(book.agreements.filter { $0.when != .always }.map(\.id))
    priceFunds = book.agreements.filter {
      if case .fund(let fund) = $0.promise { fund.effect == .price } else { false }
    }.map(\.id)
    codes = Dictionary(
      book.offers.flatMap { offer in offer.codes.map { ($0, [offer.id]) } }, uniquingKeysWith: +)
    self.sale = sale
    evaluator = ReferenceEvaluator(book)
    step = ReferenceReturns.minorUnit(sale.currency)
    bookStep = ReferenceReturns.minorUnit(book.currency)
    isForeign = sale.currency != book.currency
    back = sale.items.map { _ in 0 }
    kits = back
    for use in sale.uses { isAmounts[Limit(use.id, use.kind)] = use.amount != 0 }
  }

  private static func minorUnit(_ currency: Currency) -> Fraction {
    var unit: Int64 = 1_000_000
    for _ in 0..<currency.exponent { unit /= 10 }
    return Fraction(unit)
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

  /// The share of an amount that goes with the goods that are back, by what was paid for them;
  /// where nothing was paid for any by the list amounts of what was ordered.
  func goodsShare(
    _ amount: Int64, _ counts: [Int64], in unit: Fraction, of lines: Set<Int32>? = nil
  ) -> Fraction {
    if isEverything(counts) { return Fraction(amount) }
    func isCounted(_ item: SaleItem) -> Bool { lines?.contains(item.number) ?? true }
    let isPaid = sale.items.contains { isCounted($0) && $0.paid > 0 }
    var (back, sum) = (Fraction.zero, Fraction.zero)
    for (item, count) in zip(sale.items, counts) where isCounted(item) {
      let value = isPaid ? item.paid : item.gift == nil ? item.list : 0
      guard value > 0 else { continue }
      sum += Fraction(value)
      back += share(value, count, item.quantity)
    }
    if sum.isZero { return .zero }
    if sum <= back { return Fraction(amount) }
    return Fraction((Fraction(amount) * back / sum / unit).truncated) * unit
  }

  func isEverything(_ counts: [Int64]) -> Bool {
    zip(sale.items, counts).allSatisfy { $0.quantity == $1 }
  }

  static func narrow(_ value: Fraction) -> Int64 { value.truncated.int64 ?? .max }

  // MARK: A statement

  /// Settles a return; one that is refused or held changes nothing.
  public mutating func settle(_ request: ReturnRequest) -> Statement {
    var run = ReferenceReturn(self, request)
    run.statement.isApproved = request.approvedBy != nil
    run.judge()
    if run.statement.refusals.isEmpty { run.work() }
    // Z-025: charges alone, or everything, of which nothing comes back.
    let charges = run.statement.amounts["charges"] ?? 0
    let asks = request.isWhole || !request.charges.isEmpty
    let hasAmount = request.amount != 0 || request.lines.contains { $0.allowance != 0 }
    if charges == 0, run.counts == back, asks, !hasAmount {
      run.statement.refusals.insert(.nothingLeft)
    }
    guard run.statement.refusals.isEmpty else {
      var statement = Statement()
      statement.refusals = run.statement.refusals
      return statement
    }
    if !run.statement.isHeld { self = run.world }
    return run.statement
  }
}

/// One return at work.
struct ReferenceReturn {
  var world: ReferenceReturns
  let request: ReturnRequest
  /// Thousandths of each item that are back with this return.
  var counts: [Int64]
  /// What comes back, with the reason and the kits that it is part of: item, from, to.
  var parts: [(item: Int, from: Int64, to: Int64, reason: String?, kits: Int64)] = []
  var amounts: [String: Fraction] = [:]
  var statement = ReferenceReturns.Statement()
  var left: ReferenceRemainder?
  /// What was given for lines before and is not taken off yet.
  var allowed: [ReferenceReturns.AllowanceKey: Fraction]

  var sale: StoredSale { world.sale }
  var policy: ReturnPolicy { world.policy }

  init(_ world: ReferenceReturns, _ request: ReturnRequest) {
    self.world = world
    self.request = request
    counts = world.back
    allowed = world.allowances.filter { $0.key.unit == nil }
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
      if own.isEmpty { statement.refusals.insert(.unknownItem) }
      for index in own { bring(line, index) }
    }
  }

  /// Goods of a line, or the part of kits that an item is.
  private mutating func bring(_ line: ReturnRequest.Line, _ index: Int) {
    let item = sale.items[index]
    var quantity = line.quantity
    var kits: Int64 = 0
    if line.part == nil, item.part != nil {
      kits = line.quantity
      let whole = sale.input.lines.first { $0.number == line.number }?.quantity.thousandths ?? 0
      let before = world.share(item.quantity, world.kits[index], whole, exactly: true)
      world.kits[index] += kits
      guard world.kits[index] <= whole else {
        statement.refusals.insert(.moreThanSold)
        return
      }
      let after = world.share(item.quantity, world.kits[index], whole, exactly: true)
      quantity = ReferenceReturns.narrow(after - before)
    }
    bring(index, quantity, line.reason ?? request.reason, kits: kits)
    if counts[index] > item.quantity { statement.refusals.insert(.moreThanSold) }
  }

  private mutating func bring(
    _ index: Int, _ quantity: Int64, _ reason: String?, kits: Int64 = 0
  ) {
    guard quantity > 0 else { return }
    parts.append((index, counts[index], counts[index] + quantity, reason, kits))
    counts[index] += quantity
  }

  mutating func add(_ name: String, _ value: Fraction) {
    amounts[name] = (amounts[name] ?? .zero) + value
  }

  func amount(_ name: String) -> Fraction { amounts[name] ?? .zero }

  func so(_ name: String) -> Fraction { world.total[name] ?? .zero }

  /// What units of an item are worth now of an amount.
  func now(_ index: Int, _ value: Int64) -> Fraction {
    worth(index, value, world.back[index], counts[index])
  }

  /// What the units of an item from one on to another are worth of an amount.
  func worth(_ index: Int, _ value: Int64, _ from: Int64, _ to: Int64) -> Fraction {
    let whole = sale.items[index].quantity
    if world.canary == .sharesFromZero { return world.share(value, to - from, whole) }
    return world.share(value, to, whole) - world.share(value, from, whole)
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
    funds()
    quota()
    releases()
    if world.canary == .factsAssumed { statement.missing = [] }
    for (name, value) in amounts where name != "onSale" {
      statement.amounts[name] = ReferenceReturns.narrow(value)
    }
    for (name, value) in amounts where name != "containedTax" && name != "quota" {
      world.total[name] = so(name) + value
    }
    world.back = counts
    for part in parts {
      let item = sale.items[part.item]
      guard let gift = item.gift else { continue }
      world.gifts.append((item.number, gift, item.product, part.to - part.from))
    }
  }

  // MARK: Goods

  /// Z-023, Z-024.
  private mutating func goods() {
    var worth = addGoods()
    for line in request.lines { add("allowance", Fraction(line.allowance)) }
    worth -= lines()
    let given = world.canary == .allowanceForgotten ? .zero : so("onSale")
    let taken = max(.zero, min(given, worth))
    add("onSale", Fraction(request.amount) - taken)
    add("allowance", Fraction(request.amount) - taken)
  }

  /// Z-003, Z-023: what was paid for goods that come back, with added tax.
  @discardableResult
  mutating func addGoods() -> Fraction {
    var worth = Fraction.zero
    for index in sale.items.indices {
      let item = sale.items[index]
      let isAtPaid = item.gift != nil && world.canary != .giftAtList
      let goods = now(index, isAtPaid ? item.paid : item.list)
      let paid = now(index, item.paid)
      let tax = now(index, item.tax)
      add("goods", goods)
      add("discount", paid - goods)
      add(sale.includesTax ? "containedTax" : "tax", tax)
      add("goodsTax", tax)
      worth += paid + (sale.includesTax ? .zero : tax)
    }
    return worth
  }

  /// Z-023, Z-024: goods by item and reason, less what was given for their line before, and
  /// allowances.
  private mutating func lines() -> Fraction {
    var all = Fraction.zero
    for part in parts {
      let item = sale.items[part.item]
      func worth(_ value: Int64) -> Int64 {
        ReferenceReturns.narrow(self.worth(part.item, value, part.from, part.to))
      }
      var line = ReferenceReturns.Line(item.number, item.part, item.product)
      line.quantity = part.to - part.from
      line.goods = worth(item.gift == nil ? item.list : item.paid)
      line.discount = worth(item.paid) - line.goods
      line.tax = worth(item.tax)
      line.kits = part.kits
      let key = ReferenceReturns.AllowanceKey(number: item.number)
      let gross = line.goods + line.discount + (sale.includesTax ? 0 : line.tax)
      let taken = max(.zero, min(allowed[key] ?? .zero, Fraction(gross)))
      if world.canary != .allowanceForgotten {
        allowed[key] = (allowed[key] ?? .zero) - taken
        world.allowances[key] = (world.allowances[key] ?? .zero) - taken
        line.allowance = -ReferenceReturns.narrow(taken)
        add("allowance", -taken)
        all += taken
      }
      statement.lines.append(line)
    }
    for given in request.lines where given.allowance > 0 {
      guard let item = sale.items.first(where: { $0.number == given.number }) else { continue }
      var line = ReferenceReturns.Line(given.number, given.part, item.product)
      (line.allowance, line.unit) = (given.allowance, given.unit)
      statement.lines.append(line)
    }
    return all
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
        due = world.goodsShare(extra.amount, counts, in: world.step)
      }
      if world.canary == .chargesAtOnce, !parts.isEmpty { due = Fraction(extra.amount) }
      add("charges", due - given)
      world.charges[extra.rule] = due
      if due != given { statement.extras[extra.rule] = ReferenceReturns.narrow(due - given) }
    }
  }

  // MARK: What is taken off the refund

  /// Z-037.
  private mutating func settled() {
    var wanted = Fraction.zero
    for name in [
      "goods", "discount", "tax", "charges", "allowance", "clawBack", "gift", "protection",
    ] {
      wanted += amount(name)
    }
    let before = so("refund")
    let most =
      policy.needsPayment
      ? min(request.facts.paid ?? sale.payable, sale.payable) : sale.payable
    // What all returns together come to, between what was given and what was paid.
    let due = before + wanted - so("withheld")
    let all =
      world.canary == .clampOff ? due : max(before, min(due, max(Fraction(most), before)))
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

  func cause(_ reason: String?) -> ReturnCause? {
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
        if cause(part.reason)?.waivesFee == true, world.canary != .feeOfAll { continue }
        base += worth(part.item, sale.items[part.item].paid, part.from, part.to)
      }
      base = min(base, most)
      guard .zero < base else { continue }
      sum += max(world.rounded(base * Fraction(fee.rate)), Fraction(fee.minimum))
    }
    sum = min(sum, max(.zero, amount("refund")))
    add("fee", -sum)
    add("credit", -sum)
  }
}
