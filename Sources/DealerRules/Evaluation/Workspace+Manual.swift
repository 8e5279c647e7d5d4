// Prices and discounts typed into order lines (RULES.md P-028).
extension Workspace {
  /// Applies typed prices and discounts to the lines of an order.
  mutating func applyManual(
    _ order: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    guard !batch.manuals.isEmpty else { return }
    let start = batch.lineStart[Int(order)]
    for line in start..<batch.lineStart[Int(order) + 1] where batch.manual[Int(line)] >= 0 {
      position = line - start
      guard isPriced[Int(position)] else { continue }
      try applyManual(batch.manuals[Int(batch.manual[Int(line)])].value, line, &result)
    }
    position = -1
  }

  private mutating func applyManual(
    _ value: ManualPrice.Value, _ line: Int32, _ result: inout PricedBatch
  ) throws(NumericError) {
    let policy = rules.book.policies.manual
    if policy == .refuse {
      report(.manualRefused, line: position, rule: PolicyRule.manual.rule, &result)
      return
    }
    let list = listAmount[Int(position)]
    let typed = try typedNet(value, list, line)
    // A line that its price put below zero stays there (RULES.md P-028).
    var net = list < 0 ? typed : max(typed, 0)
    if case .bound(let rate) = policy {
      let kept = Ratio(Int128(list) * Int128(1_000_000 - rate.millionths), 1_000_000)
      net = max(net, try kept.settled(step: extensionStep, mode: extensionMode))
    }
    if net != typed {
      report(
        .manualBounded, line: position, rule: PolicyRule.manual.rule, a: typed, b: net, &result)
    }
    if policy == .approval {
      report(.manualApproval, line: position, rule: PolicyRule.manual.rule, &result)
    }
    running[Int(position)] = net
    record(
      Step(
        rule: PolicyRule.manual.rule, kind: .manual, line: position, base: list,
        amount: try Wide.subtract(net, list)), &result)
  }

  private var extensionMode: RoundingMode { rules.book.rounding.lineExtension.mode }

  /// The line's amount as typed, settled at the line extension.
  private mutating func typedNet(
    _ value: ManualPrice.Value, _ list: Int64, _ line: Int32
  ) throws(NumericError) -> Int64 {
    switch value {
    case .unitPrice(let price):
      let quantity = Int128(batch.quantity[Int(line)])
      return try Ratio(Int128(price), 1000).multiplied(by: Ratio(quantity, 1))
        .settled(step: extensionStep, mode: extensionMode)
    case .percentOff(let rate):
      let kept = Ratio(Int128(list) * Int128(1_000_000 - rate.millionths), 1_000_000)
      return try kept.settled(step: extensionStep, mode: extensionMode)
    case .amountOff(let amount): return try Wide.subtract(list, amount)
    }
  }
}
