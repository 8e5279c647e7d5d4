/// What orders state for guards: quoted prices, last prices, approvals; all sparse.
struct GuardColumns: Sendable {
  /// Millionths per line unit, by line.
  var quoted: [Int32: Int64] = [:]
  /// By order and product.
  var lastPrices: [Int64: [LastPrice]] = [:]
  /// By order.
  var approvals: [Int32: [StatedApproval]] = [:]

  mutating func removeAll() {
    quoted.removeAll(keepingCapacity: true)
    lastPrices.removeAll(keepingCapacity: true)
    approvals.removeAll(keepingCapacity: true)
  }

  /// Appends what an order states; its lines come after.
  mutating func append(_ order: Order, _ index: Int32, _ rules: CompiledRules) {
    for (id, prices) in order.facts.lastPrices where !prices.isEmpty {
      let product = rules.catalog.products.index(of: id)
      guard product >= 0 else { continue }
      lastPrices[OrderBatch.key(index, product)] = prices
    }
    guard !order.approvals.isEmpty,
      OrderBatch.count(order.approvals) <= rules.limits.approvalsPerOrder
    else { return }
    let hash = order.approvalHash()
    approvals[index] = order.approvals.map { approval in
      StatedApproval(
        findings: approval.findings.map { FindingName($0) }, role: approval.role,
        until: approval.until?.secondsSinceEpoch ?? .max,
        maxAmount: approval.maxAmount ?? .max, isOfOrder: approval.orderHash == hash)
    }.sorted { $0.precedes($1) }
  }
}

extension OrderBatch {
  /// Approvals, and the findings that they name (RULES.md X-009).
  static func count(_ approvals: [Approval]) -> Int {
    approvals.reduce(approvals.count) { $0 + $1.findings.count }
  }
}

/// An approval that came with an order.
struct StatedApproval: Sendable {
  var findings: [FindingName]
  var role: String
  /// Seconds since the epoch.
  var until: Int64
  /// Millionths of the order's currency.
  var maxAmount: Int64
  /// The order is as it was approved.
  var isOfOrder: Bool

  /// An order of its own, so that the position of approvals means nothing.
  func precedes(_ other: StatedApproval) -> Bool {
    if role != other.role { return IdentifierOrder.precedes(role, other.role) }
    if maxAmount != other.maxAmount { return maxAmount < other.maxAmount }
    if until != other.until { return until < other.until }
    if isOfOrder != other.isOfOrder { return isOfOrder }
    for (one, another) in zip(findings, other.findings) {
      if one.code != another.code { return IdentifierOrder.precedes(one.code, another.code) }
      let (rule, second) = (one.rule ?? "", another.rule ?? "")
      if rule != second { return IdentifierOrder.precedes(rule, second) }
    }
    return findings.count < other.findings.count
  }
}
