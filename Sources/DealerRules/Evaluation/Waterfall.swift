/// What becomes of the list amount of a line or an order, step by step (RULES.md E-001).
public struct Waterfall: Hashable, Sendable {
  /// The list amount, in millionths.
  public var list: Int64
  /// After what was typed and what offers take off each line or unit.
  public var invoice: Int64
  /// After shares of what was taken off the order as a whole; of an order with document rounding.
  public var net: Int64
  /// After what accrues for later.
  public var pocket: Int64

  /// Creates a waterfall.
  public init(list: Int64, invoice: Int64, net: Int64, pocket: Int64) {
    self.list = list
    self.invoice = invoice
    self.net = net
    self.pocket = pocket
  }
}

extension CompiledRules {
  /// The waterfalls of a decision: of the order, and of its lines in their order (RULES.md E-001).
  /// - Complexity: O(lines + steps).
  public func waterfalls(of decision: Decision) -> (order: Waterfall, lines: [Waterfall]) {
    var lines = decision.lines.map {
      Waterfall(list: $0.list, invoice: $0.net, net: $0.net, pocket: $0.net)
    }
    for step in decision.steps where step.kind == .fund || isOrderLevel(step.rule) {
      let line = Int(step.line)
      guard lines.indices.contains(line) else { continue }
      // The steps of a line add up to its net (L-002), so what they leave out fits as well.
      lines[line].invoice &-= step.amount
    }
    let invoice = lines.reduce(Int64(0)) { $0 &+ $1.invoice }
    var order = Waterfall(
      list: decision.list, invoice: invoice, net: decision.net, pocket: decision.net)
    // What accrues is in the book's currency; a catch-up is about earlier orders.
    guard decision.currency == book.currency else { return (order, lines) }
    var places: [Int32: Int] = [:]
    if !decision.accrualParts.isEmpty {
      for (place, line) in decision.lines.enumerated() { places[line.number] = place }
    }
    for part in decision.accrualParts {
      guard let number = part.line, let place = places[number] else { continue }
      lines[place].pocket &-= part.amount
      order.pocket &-= part.amount
    }
    return (order, lines)
  }

  /// Whether what a rule takes off is counted once for the order and spread over its lines.
  private func isOrderLevel(_ rule: RuleRef) -> Bool {
    guard rule.kind == .offer, offers.terms.indices.contains(Int(rule.index)) else { return false }
    let terms = offers.terms[Int(rule.index)]
    switch terms.kind {
    case .cut, .ladder: return terms.per == .order
    case .pattern: return offers.patterns[Int(terms.detail)].isPerSet
    case .gift, .charge, .mark: return false
    }
  }
}
