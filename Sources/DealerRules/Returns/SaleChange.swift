/// A placed order that was decided again (RULES.md Z-060, Z-061).
public struct SaleChange: Hashable, Sendable {
  /// The sale as it stands now.
  public var sale: StoredSale
  /// What is to pay more, or below zero less, than before.
  public var difference: Int64
  /// Whether the sale is priced anew for good; what only lost a threshold is still changed against
  /// the sale as it was priced last (RULES.md Z-060).
  public var isRepriced: Bool

  /// What a ledger must do, as one linked group: the claim of the payable amount and every limit
  /// that the order used follow (RULES.md Z-062).
  ///
  /// - Parameters:
  ///   - id: The id of the change; ids of operations are made of it.
  ///   - claim: The reservation of what is to pay, or `nil`.
  ///   - uses: Reservations of limits, by `ID/KIND`.
  ///   - before: The sale as it stood.
  public func adjustments(
    _ id: String, claim: String?, uses: IdentifierMap<String>, from before: StoredSale
  ) -> [LedgerOperation] {
    var operations: [LedgerOperation] = []
    if let claim, sale.payable != before.payable {
      operations.append(
        LedgerOperation(
          "\(id)/claim",
          sale.payable > 0
            ? .amend(reservation: claim, amount: sale.payable) : .void(reservation: claim)))
    }
    for old in before.uses {
      let name = "\(old.id)/\(old.kind)"
      guard let reservation = uses[name] else { continue }
      let now = sale.uses.first {
        IdentifierOrder.areEqual($0.id, old.id) && $0.kind == old.kind
      }
      let amount = now.map { $0.amount != 0 ? $0.amount : $0.units } ?? 0
      guard amount != (old.amount != 0 ? old.amount : old.units) else { continue }
      operations.append(
        LedgerOperation(
          "\(id)/\(name)",
          amount > 0
            ? .amend(reservation: reservation, amount: amount) : .void(reservation: reservation)))
    }
    return operations
  }
}

/// Why an order cannot be decided again.
public enum SaleChangeFault: Error, Hashable, Sendable {
  /// The rules price otherwise than those of the sale.
  case rulesDiffer
  /// The sale has no such line.
  case unknownLine(Int32)
  /// The sale has a line of this number already.
  case numberTaken(Int32)
  /// More was shipped than was ordered, or less than nothing.
  case badQuantity(Int32)
  /// Goods at the prices of the sale would use more of a limit than is left.
  case limitExceeded(String)
  /// The changed order has a structural fault.
  case order(OrderError)
  /// An amount does not fit.
  case overflow
}

extension ReturnDesk {
  /// Decides a placed order again.
  ///
  /// - Parameters:
  ///   - sale: The sale.
  ///   - quantities: New quantities by line number, zero to take a line out; lines not named stay.
  ///   - added: New lines; their numbers are free.
  ///   - terms: What becomes of prices; `nil` as the policy says.
  ///   - isSupplierFault: Whether goods go out because the supplier could not do more, so that they
  ///     count as if they were there where an offer may be lost. Of what changes nothing it is the
  ///     word on everything that is out of the sale as it was priced last.
  ///   - base: The sale as it was priced last, where `sale` came of it by amendments that priced
  ///     nothing (``SaleChange/isRepriced``): units that stay are its units, so that no amount that
  ///     an amendment cut is lost or grows (RULES.md Z-060). `nil` where that is `sale`.
  public func amend(
    _ sale: StoredSale, quantities: [Int32: Int64], adding added: [OrderLine] = [],
    terms: AmendmentTerms? = nil, isSupplierFault: Bool = false, pricedAs base: StoredSale? = nil
  ) throws(SaleChangeFault) -> SaleChange {
    let base = base ?? sale
    let terms = terms ?? policy.amendments
    let plan = try AmendmentPlan(
      input(of: sale), sale, pricedAs: base, quantities, adding: added, terms,
      isSupplierFault: isSupplierFault)
    if terms == .repriceAll { return try priced(plan.order, sale) }
    if let again = try repriced(plan, sale, pricedAs: base) { return again }
    var result = try scaled(base, plan.kept, mayGrow: true)
    restate(&result, plan.order)
    result.missing = plan.missing
    try fit(&result) { (result) throws(NumericError) in
      try result.follow(base, by: owners, counting: lines(earning:in:))
    }
    if let limit = exceeded(result, from: sale) { throw .limitExceeded(limit) }
    guard !plan.more.isEmpty else { return try change(result, sale, isRepriced: false) }
    var extra = stating(result)
    extra.lines = plan.more
    let priced = try self.priced(extra, sale).sale
    try fit(&result) { (result) throws(NumericError) in try result.add(priced) }
    return try change(result, sale, isRepriced: true)
  }

  /// Ships less than was ordered; no unit that is shipped costs more than before.
  ///
  /// - Parameters:
  ///   - sale: The sale.
  ///   - shipped: Thousandths that were shipped, by line number; others were shipped whole.
  ///   - isSupplierFault: Whether the supplier could not do more.
  ///   - terms: What becomes of promotions; `nil` as the policy says.
  ///   - billed: What was billed of an order that ends with what has left: that is worth no more in
  ///     all (RULES.md Z-063). `nil` where it is billed yet.
  public func ship(
    _ sale: StoredSale, short shipped: [Int32: Int64], isSupplierFault: Bool,
    terms: ShortShipmentTerms? = nil, billed: Int64? = nil
  ) throws(SaleChangeFault) -> SaleChange {
    let ordered = StoredSale.quantities(sale.input)
    for (number, quantity) in shipped.sorted(by: { $0.key < $1.key }) {
      guard let most = ordered[number] else { throw .unknownLine(number) }
      guard quantity >= 0, quantity <= most else { throw .badQuantity(number) }
    }
    var order = input(of: sale)
    order.lines = order.lines.compactMap { line in
      var line = line
      line.quantity = shipped[line.number].flatMap { Quantity(thousandths: $0) } ?? line.quantity
      return line.quantity > .zero ? line : nil
    }
    var result = try scaled(sale, shipped, mayGrow: false)
    restate(&result, order)
    guard !keeps(terms ?? policy.shortShipments, isSupplierFault), !order.lines.isEmpty else {
      try fit(&result) { (result) throws(NumericError) in
        try result.bound(to: billed)
        try result.follow(sale, by: owners, counting: lines(earning:in:))
      }
      return try change(result, sale, isRepriced: false)
    }
    // Funds that are a part of the price give what is left of the order no more than they gave.
    try fit(&order) { (order) throws(NumericError) in
      try ask(&order, of: sale) { (earned) throws(NumericError) in earned.worth }
    }
    let again = try priced(order, sale).sale
    try fit(&result) { (result) throws(NumericError) in
      let lowered = try result.lower(to: again)
      try result.bound(to: billed)
      try result.follow(sale, by: owners, counting: lines(earning:in:))
      result.boundFunds(by: sale)
      result.takeUses(of: again, besides: sale, on: lowered, by: owners)
    }
    return try change(result, sale, isRepriced: true)
  }

  // MARK: Parts

  /// Whether promotions stay whose threshold is lost.
  private func keeps(_ terms: ShortShipmentTerms, _ isSupplierFault: Bool) -> Bool {
    terms == .keep || terms == .keepIfSupplierFault && isSupplierFault
  }

  /// Another order for a sale; what its pricing reads is known where the rules price it alike.
  func restate(_ sale: inout StoredSale, _ order: Order) {
    if sale.scopeHash != nil {
      sale.scopeHash = prices(like: sale) ? hashes.scope?.hash(of: order) : nil
    }
    sale.input = order
    sale.inputsHash = rules.inputsHash(of: order)
  }

  func priced(_ order: Order, _ sale: StoredSale) throws(SaleChangeFault) -> SaleChange {
    guard prices(like: sale, adding: order.lines) else { throw .rulesDiffer }
    switch rules.sale(of: order, hashes, terms: sale.terms) {
    case .failure(let error): throw .order(error)
    case .success(let again): return try change(again, sale, isRepriced: true)
    }
  }

  func change(
    _ sale: StoredSale, _ before: StoredSale, isRepriced: Bool
  ) throws(SaleChangeFault) -> SaleChange {
    var change = SaleChange(sale: sale, difference: 0, isRepriced: isRepriced)
    try fit(&change) { (change) throws(NumericError) in
      try change.sale.sumUp()
      change.difference = try Wide.subtract(change.sale.payable, before.payable)
    }
    return change
  }

  /// The sale with other quantities, each unit at its share.
  func scaled(
    _ sale: StoredSale, _ quantities: [Int32: Int64], mayGrow: Bool
  ) throws(SaleChangeFault) -> StoredSale {
    var result = sale
    try fit(&result) { (result) throws(NumericError) in
      result = try sale.scaled(quantities, mayGrow: mayGrow)
    }
    return result
  }

  /// Changes something by amounts that may not fit.
  func fit<Changed>(
    _ changed: inout Changed, _ body: (inout Changed) throws(NumericError) -> Void
  ) throws(SaleChangeFault) {
    do throws(NumericError) {
      try body(&changed)
    } catch {
      throw .overflow
    }
  }
}
