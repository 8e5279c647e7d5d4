/// Exposure by component, in millionths of one currency; invoices stand together in `invoices`
/// because which of them are overdue depends on the day (RULES.md B-005).
struct CreditSums: Hashable, Sendable {
  var orders: Int64 = 0
  var shipped: Int64 = 0
  var drafts: Int64 = 0
  var invoices: Int64 = 0
  var special: Int64 = 0
  var credits: Int64 = 0

  /// Adds an amount of an entry's kind, below zero to take it away.
  mutating func add(_ amount: Int64, _ kind: CreditEntry.Kind) throws(NumericError) {
    switch kind {
    case .order: orders = try Wide.add(orders, amount)
    case .shipped: shipped = try Wide.add(shipped, amount)
    case .draft: drafts = try Wide.add(drafts, amount)
    case .invoice: invoices = try Wide.add(invoices, amount)
    case .special: special = try Wide.add(special, amount)
    case .credit: credits = try Wide.add(credits, amount)
    }
  }

  /// One component; `overdue` is the part of the invoices that is.
  func value(of component: CreditComponent, overdue: Int64) throws(NumericError) -> Int64 {
    switch component {
    case .orders: orders
    case .shipped: shipped
    case .drafts: drafts
    case .notDue: try Wide.subtract(invoices, overdue)
    case .overdue: overdue
    case .special: special
    case .credits: credits
    }
  }

  /// What counts as exposure; credits lower it.
  func exposure(
    counting counted: Set<CreditComponent>, overdue: Int64
  ) throws(NumericError) -> Int64 {
    var sum: Int128 = 0
    for component in CreditComponent.allCases where counted.contains(component) {
      let value = Int128(try value(of: component, overdue: overdue))
      sum += component == .credits ? -value : value
    }
    return try Wide.narrow(sum)
  }
}

extension CreditEntry.Kind {
  /// What a component's documents are; both parts of the invoices are invoices.
  init(_ component: CreditComponent) {
    switch component {
    case .orders: self = .order
    case .shipped: self = .shipped
    case .drafts: self = .draft
    case .notDue, .overdue: self = .invoice
    case .special: self = .special
    case .credits: self = .credit
    }
  }
}
