import DealerRules

/// How many of some values came out exactly.
struct Tally {
  var exact = 0
  var total = 0

  /// Counts one value.
  mutating func count(_ isExact: Bool) {
    total += 1
    if isExact { exact += 1 }
  }

  /// `exact/total`.
  var text: String { "\(exact)/\(total)" }
}

/// The booked values beside the computed ones.
struct Comparison {
  private(set) var lines = Tally()
  private(set) var subtotals = Tally()
  private(set) var totals = Tally()
  private(set) var mismatches: [String] = []

  private let rules: CompiledRules
  private let lineDiscounts: [String: Rate]

  /// Starts a comparison of decisions that `rules` make.
  init(rules: CompiledRules, lineDiscounts: [String: Rate]) {
    self.rules = rules
    self.lineDiscounts = lineDiscounts
  }

  /// Whether everything came out exactly.
  var isExact: Bool { mismatches.isEmpty }

  /// The lines of standard output: three counts, then the mismatches.
  var report: [String] {
    ["lines \(lines.text)", "subtotals \(subtotals.text)", "totals \(totals.text)"] + mismatches
  }

  /// Compares one order and its lines with what the rules made of it.
  mutating func add(
    _ order: SourceOrder, _ booked: [SourceLine], _ result: Result<Decision, OrderError>
  ) {
    switch result {
    case .failure(let error):
      for _ in booked { lines.count(false) }
      subtotals.count(false)
      if order.isOnline { totals.count(false) }
      mismatches.append("order \(order.id): \(error.code)")
    case .success(let decision):
      addLines(of: order, booked, decision)
      let isExact = decision.net == order.subtotal
      subtotals.count(isExact)
      if !isExact {
        miss("order \(order.id)", "SubTotal", text(order.subtotal), text(decision.net))
      }
      guard order.isOnline else { return }
      totals.count(decision.payable == order.total)
      if decision.payable != order.total {
        miss("order \(order.id)", "TotalDue", text(order.total), text(decision.payable))
      }
    }
  }

  /// Counts a booked line whose order is in no header row.
  mutating func add(orphan line: SourceLine) {
    lines.count(false)
    mismatches.append("line \(line.order)/\(line.id): the order has no header")
  }

  private mutating func addLines(
    of order: SourceOrder, _ booked: [SourceLine], _ decision: Decision
  ) {
    let computed = values(of: decision)
    for (position, line) in booked.enumerated() {
      guard position < computed.count else {
        lines.count(false)
        mismatches.append("line \(order.id)/\(line.id): not priced")
        continue
      }
      let value = computed[position]
      let place = "line \(order.id)/\(line.id)"
      let before = mismatches.count
      if value.unitPrice != line.unitPrice {
        miss(
          place, "UnitPrice", text(line.unitPrice), value.unitPrice.map(text) ?? "no price")
      }
      if value.discount != line.discount {
        miss(
          place, "UnitPriceDiscount", line.discount.decimalText, value.discount.decimalText)
      }
      if value.total != line.total {
        miss(place, "LineTotal", text(line.total), text(value.total))
      }
      lines.count(mismatches.count == before)
    }
  }

  /// What the source's columns would say of each line of a decision.
  private struct LineValue {
    var unitPrice: Int64?
    var discount: Rate
    var total: Int64
  }

  private func values(of decision: Decision) -> [LineValue] {
    var values = decision.lines.map {
      LineValue(unitPrice: $0.prices.first?.amount, discount: .zero, total: $0.net)
    }
    for step in decision.steps {
      let position = Int(step.line)
      if step.kind == .unitRounding { values[position].unitPrice = step.base }
      if step.kind == .percentOff, let rate = lineDiscounts[rules.name(of: step.rule)] {
        values[position].discount = rate
      }
    }
    return values
  }

  private mutating func miss(
    _ place: String, _ column: String, _ booked: String, _ computed: String
  ) {
    mismatches.append("\(place): \(column) booked \(booked) computed \(computed)")
  }

  private func text(_ amount: Int64) -> String {
    Money(millionths: amount, .usd).decimalText
  }
}
