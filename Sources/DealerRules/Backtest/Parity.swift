/// Compares priced lines with those of the system that one has, and says what differs by its likely
/// cause (RULES.md U-033).
public struct Parity: Sendable {
  /// Why a line comes out otherwise, in the order in which causes are tried.
  public enum Cause: String, Hashable, Sendable, CaseIterable {
    /// No such order or line, or an order that could not be priced.
    case missing
    /// A line that the other system lacks, of an order that it has or lacks whole.
    case extra
    /// Within one minor unit for each step of the line, and one more.
    case rounding
    /// What is expected lacks one or more of the offers, or has the line at list.
    case offer
    /// What is expected is another price row of the line, by itself or with the same rate off.
    case row
    /// What is expected takes percentages on another base.
    case base
    /// What is expected is what the order costs on the other side of the nearest change of prices.
    case date
    /// None of these.
    case unknown
  }

  /// One line that comes out otherwise.
  public struct Mismatch: Sendable {
    /// The order.
    public var order: String
    /// The line's number; 0 for the order as a whole.
    public var line: Int32
    /// The product, empty where the line is missing and for the order as a whole.
    public var product: String
    /// What the other system has, in millionths; `nil` for a line that it lacks.
    public var expected: Int64?
    /// What came out, in millionths; `nil` for a line that is missing.
    public var actual: Int64?
    /// What the other system stated of it; `nil` for a line that it lacks.
    public var basis: ExpectedNets.Basis?
    /// The likely cause.
    public var cause: Cause
    /// The rule that the cause is about, or ``RuleRef/none``.
    public var rule: RuleRef
  }

  /// Lines that were compared.
  public private(set) var lines = 0
  /// Lines that are exact.
  public private(set) var exact = 0
  /// How many lines have each cause.
  public private(set) var causes: [Cause: Int] = [:]
  /// One example of each cause and rule, the first met, at most ``examplesKept``.
  public var examples: [Mismatch] {
    let hasExtra = kept.contains { $0.cause == .extra }
    return hasExtra || kept.count == Parity.examplesKept ? kept : kept + lacking
  }
  private var kept: [Mismatch] = []
  /// The first line of an order that the other system lacks whole.
  private var lacking: [Mismatch] = []
  /// Examples kept at most.
  public static let examplesKept: Int = 1000

  private let rules: CompiledRules

  /// Creates a comparison.
  public init(_ rules: CompiledRules) { self.rules = rules }

  /// Whether at least a rate of the lines is exact.
  public func reaches(_ rate: Rate) -> Bool {
    Int128(exact) * 1_000_000 >= Int128(lines) * Int128(rate.millionths)
  }

  /// What a line is expected to come to.
  private struct Expected {
    var net: Int64
    var basis: ExpectedNets.Basis
  }

  /// Compares an order with the nets that are expected of its lines, by line number.
  /// - Complexity: that of explaining the order where a line differs.
  public mutating func add(
    _ order: Order, _ decision: Result<Decision, OrderError>, expected: [Int32: Int64]
  ) {
    compare(order, try? decision.get(), expected.mapValues { [Expected(net: $0, basis: .net)] })
  }

  /// Compares lines with all that is stated of each; the first that differs is what is told.
  private mutating func compare(
    _ order: Order, _ priced: Decision?, _ expected: [Int32: [Expected]]
  ) {
    for (number, stated) in expected.sorted(by: { $0.key < $1.key }) {
      guard let first = stated.first else { continue }
      lines += 1
      let position = priced?.lines.firstIndex { $0.number == number }
      guard let priced, let position else {
        note(order.id, number, nil, first, .missing, .none)
        continue
      }
      let line = priced.lines[position]
      guard let other = stated.first(where: { $0.net != line.net }) else {
        exact += 1
        continue
      }
      let (cause, rule) = cause(of: other.net, position, priced, order)
      note(order.id, number, line, other, cause, rule)
    }
    for line in priced?.lines ?? [] where expected[line.number] == nil {
      lines += 1
      note(order.id, line.number, line, nil, .extra, .none)
    }
  }

  /// Compares an order with what is stated of its lines, of the whole, or of both: what a total
  /// differs by is looked for in one line, the first of which a cause is found, else that of the
  /// largest net. Beside lines a total counts as one more of them.
  /// - Complexity: that of ``add(_:_:expected:)``, for each line where a total differs.
  public mutating func add(
    _ order: Order, _ decision: Result<Decision, OrderError>, expecting rows: [ExpectedNets.Row]
  ) {
    let priced = try? decision.get()
    let unit = priced.map { Rounding().step(in: $0.currency) } ?? 1
    var expected: [Int32: [Expected]] = [:]
    for row in rows where row.basis != .total {
      let line = priced?.lines.first { $0.number == row.line }
      let net = line.map { ExpectedNets.net(row, of: $0, unit) } ?? row.amount
      expected[row.line, default: []].append(Expected(net: net, basis: row.basis))
    }
    let total = rows.first { $0.basis == .total }
    guard !expected.isEmpty else {
      if let total { add(order, priced, total) }
      return
    }
    compare(order, priced, expected)
    guard let total else { return }
    lines += 1
    let stated = Expected(net: total.amount, basis: .total)
    guard let priced else { return note(order.id, 0, nil, stated, .missing, .none) }
    guard total.amount != priced.net else {
      exact += 1
      return
    }
    let (gap, overflow) = total.amount.subtractingReportingOverflow(priced.net)
    var (cause, rule) = (Cause.unknown, RuleRef.none)
    if !overflow, let place = place(of: gap, priced, order) {
      (cause, rule) = self.cause(of: priced.lines[place].net &+ gap, place, priced, order)
    }
    note(order.id, 0, nil, stated, cause, rule, actual: priced.net)
  }

  /// Compares an order of which the total alone is stated.
  private mutating func add(_ order: Order, _ priced: Decision?, _ total: ExpectedNets.Row) {
    var expected: [Int32: [Expected]] = [:]
    guard let priced else {
      return compare(order, nil, [0: [Expected(net: total.amount, basis: .total)]])
    }
    for line in priced.lines {
      expected[line.number] = [Expected(net: line.net, basis: .total)]
    }
    let (gap, overflow) = total.amount.subtractingReportingOverflow(priced.net)
    if gap != 0, !overflow, let place = place(of: gap, priced, order) {
      let line = priced.lines[place]
      expected[line.number] = [Expected(net: line.net &+ gap, basis: .total)]
    }
    compare(order, priced, expected)
  }

  /// The line that a difference of an order is likely of.
  private func place(of gap: Int64, _ decision: Decision, _ order: Order) -> Int? {
    let lines = decision.lines
    let known = lines.indices.first { place in
      cause(of: lines[place].net &+ gap, place, decision, order).0 != .unknown
    }
    return known ?? lines.indices.max { lines[$0].net < lines[$1].net }
  }

  /// Counts lines of an order that there is not.
  public mutating func add(missing order: String, expected: [Int32: Int64]) {
    for (number, amount) in expected.sorted(by: { $0.key < $1.key }) {
      lines += 1
      note(order, number, nil, Expected(net: amount, basis: .net), .missing, .none)
    }
  }

  /// Counts what is stated of an order that there is not, each line and the whole once.
  public mutating func add(missing order: String, expecting rows: [ExpectedNets.Row]) {
    var seen: Set<Int32> = []
    for row in rows.sorted(by: { $0.line < $1.line }) where seen.insert(row.line).inserted {
      lines += 1
      note(order, row.line, nil, Expected(net: row.amount, basis: row.basis), .missing, .none)
    }
  }

  /// Counts the lines of an order that the other system lacks whole; one that is blocked or in
  /// error, it may well lack.
  public mutating func add(lacking order: Order, _ decision: Result<Decision, OrderError>) {
    guard let priced = try? decision.get(), priced.outcome != .block else { return }
    for line in priced.lines {
      lines += 1
      causes[.extra, default: 0] += 1
      guard lacking.isEmpty else { continue }
      lacking.append(
        Mismatch(
          order: order.id, line: line.number, product: line.product, expected: nil,
          actual: line.net, basis: nil, cause: .extra, rule: .none))
    }
  }

  private mutating func note(
    _ order: String, _ number: Int32, _ line: PricedLine?, _ expected: Expected?, _ cause: Cause,
    _ rule: RuleRef, actual: Int64? = nil
  ) {
    causes[cause, default: 0] += 1
    guard kept.count < Parity.examplesKept,
      !kept.contains(where: { $0.cause == cause && $0.rule == rule })
    else { return }
    kept.append(
      Mismatch(
        order: order, line: number, product: line?.product ?? "", expected: expected?.net,
        actual: line?.net ?? actual, basis: expected?.basis, cause: cause, rule: rule))
  }

  // MARK: Causes

  private func cause(
    of amount: Int64, _ position: Int, _ decision: Decision, _ order: Order
  ) -> (Cause, RuleRef) {
    let line = decision.lines[position]
    let all = decision.steps.filter { Int($0.line) == position }
    let unit = Rounding().step(in: decision.currency)
    let gap = (Int128(amount) - Int128(line.net)).magnitude
    if gap <= UInt128(unit) * UInt128(all.count + 1) { return (.rounding, .none) }
    let steps = all.filter { $0.kind != .price }
    for step in steps where Int128(line.net) - Int128(step.amount) == Int128(amount) {
      return (.offer, step.rule)
    }
    if amount == line.list { return (.offer, steps.first?.rule ?? .none) }
    if let row = row(of: amount, line, order, unit) { return (.row, row) }
    if isOtherBase(amount, line, steps, unit) { return (.base, steps.last?.rule ?? .none) }
    if isOtherDate(amount, position, order) { return (.date, .none) }
    return (.unknown, .none)
  }

  /// Another row of the line whose price gives what is expected, within a minor unit.
  private func row(
    of amount: Int64, _ line: PricedLine, _ order: Order, _ unit: Int64
  ) -> RuleRef? {
    guard case .success(let explanation) = rules.explain(order),
      let detail = explanation.lines.first(where: { $0.number == line.number }), line.list > 0
    else { return nil }
    for candidate in detail.rows where candidate.lost != nil {
      guard let list = rules.statedAmount(of: candidate.rule, line) else { continue }
      let plain = list - Int128(amount)
      // The same share off as now.
      let reduced = list * Int128(line.net) / Int128(line.list) - Int128(amount)
      if plain.magnitude <= UInt128(unit) || reduced.magnitude <= UInt128(unit) {
        return candidate.rule
      }
    }
    return nil
  }

  /// Every percentage on the list amount, or each on what the one before left.
  private func isOtherBase(
    _ amount: Int64, _ line: PricedLine, _ steps: [Step], _ unit: Int64
  ) -> Bool {
    let rates = steps.filter { $0.kind == .percentOff && $0.base != 0 }
    guard rates.count > 1, rates.count == steps.count else { return false }
    var flat = Int128(line.list)
    var running = Int128(line.list)
    for step in rates {
      flat += Int128(line.list) * Int128(step.amount) / Int128(step.base)
      running += running * Int128(step.amount) / Int128(step.base)
    }
    let slack = UInt128(unit) * UInt128(rates.count)
    return [flat, running].contains { ($0 - Int128(amount)).magnitude <= slack }
  }

  /// The order on the other side of the change before it and of the one after it.
  private func isOtherDate(_ amount: Int64, _ position: Int, _ order: Order) -> Bool {
    let instant: Instant =
      switch order.moment {
      case .date(let day): rules.book.zone.start(of: day)
      case .instant(let instant): instant
      }
    var sides: [Instant] = []
    if let next = rules.nextChange(after: instant) { sides.append(next) }
    if let before = rules.changes.last(upTo: instant) {
      sides.append(Instant(secondsSinceEpoch: before.secondsSinceEpoch - 1))
    }
    return sides.contains { side in
      var moved = order
      moved.moment = .instant(side)
      guard let decision = try? rules.price(moved).get(),
        decision.lines.indices.contains(position)
      else { return false }
      return decision.lines[position].net == amount
    }
  }
}

extension ChangeCalendar {
  /// The last boundary not after an instant, or `nil`. O(boundaries).
  func last(upTo instant: Instant) -> Instant? {
    var found: Instant?
    var current = Instant.distantPast
    while let next = next(after: current), next <= instant {
      found = next
      current = next
    }
    return found
  }
}

extension CompiledRules {
  /// What a row's stated amount makes of a line, in millionths; `nil` where it states none.
  func statedAmount(of rule: RuleRef, _ line: PricedLine) -> Int128? {
    guard let (table, index) = priceRow(rule) else { return nil }
    let row = book.priceTables[table].rows[index]
    let product = catalog.products.index(of: line.product)
    guard case .amount(let amount) = row.value, product >= 0 else { return nil }
    let units = catalog.productUnits[Int(product)]
    let base = catalog.units.baseRow(of: units)
    func ratio(_ unit: String?) -> Ratio? {
      guard let unit else { return catalog.units.ratio(base) }
      let symbol = catalog.texts.index(of: unit)
      let row = catalog.units.row(of: symbol, in: units)
      return row < 0 ? nil : catalog.units.ratio(row)
    }
    guard let stated = ratio(row.unit), let ordered = ratio(line.unit) else { return nil }
    let quantity = Int128(line.quantity.thousandths) * ordered.numerator * stated.denominator
    let per = Int128(row.per.thousandths) * ordered.denominator * stated.numerator
    guard per > 0 else { return nil }
    let (whole, overflow) = Int128(amount).multipliedReportingOverflow(by: quantity)
    return overflow ? nil : whole / per
  }
}
