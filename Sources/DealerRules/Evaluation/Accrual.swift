/// What an order earns beside its price, for one receiver (RULES.md ).
public struct Accrual: Hashable, Sendable {
  /// The agreement.
  public var rule: RuleRef
  /// What it is: `"rebate"`, `"allowance"`, `"points"`, `"coupon"`, or `"rebateFund"` for what a
  /// fund pays.
  public var kind: String
  /// Who receives it, or whose fund pays; `nil` where that is not known.
  public var beneficiary: String?
  /// Millionths of the book's currency; 0 where units count.
  public var amount: Int64
  /// Thousandths of points, coupons or base units of goods; 0 where amounts count.
  public var units: Int64
  /// The last day on which it is valid, or `nil`.
  public var through: CivilDate?
}

/// What one line adds to an agreement, or what an earlier total gains by the order
/// (RULES.md ).
public struct AccrualPart: Hashable, Sendable {
  /// The agreement.
  public var rule: RuleRef
  /// The line's number, or `nil` for the catch-up of the period's earlier orders.
  public var line: Int32?
  /// What it is taken on, in millionths of the book's currency or of units.
  public var base: Int64
  /// Millionths of the book's currency; 0 where units count.
  public var amount: Int64
  /// Thousandths of points or coupons; 0 where amounts count.
  public var units: Int64
}

/// An accrual in fixed size.
struct AccrualRecord: Sendable, Hashable {
  /// Row of ``AgreementTable/payouts``.
  var payout: Int32
  var kind: ReservationKind
  var amount: Int64
  var units: Int64
  /// Days; `Int32.min` for no end.
  var through: Int32
}

extension CompiledRules {
  /// Who receives a share of an agreement for an order, or `nil` where that is not known
  /// (RULES.md A-007).
  func receiver(_ payout: Int32, _ batch: OrderBatch, _ order: Int32) -> String? {
    let terms = agreements.payouts[Int(payout)]
    let customer = batch.customer[Int(order)]
    guard customer >= 0 else { return nil }
    switch terms.receiver {
    case .buyer: return catalog.customers.name(customer)
    case .parent:
      let parent = catalog.dealerTree.parent(of: customer)
      return parent < 0 ? nil : catalog.customers.name(parent)
    case .customer:
      guard let value = catalog.customerAttributes.value(terms.name, owner: customer) else {
        return nil
      }
      switch value.kind {
      case .text: return known(catalog.texts.name(Int32(truncatingIfNeeded: value.payload)))
      // In a table an id of digits looks like a number.
      case .number: return known(Decimals.text(value.payload, scale: Money.scale))
      case .flag, .date: return nil
      }
    case .order:
      return batch.promotion.receivers[OrderBatch.key(order, terms.name)].flatMap(known)
    }
  }

  /// An id, if it is a customer's.
  private func known(_ id: String) -> String? {
    catalog.customers.index(of: id) >= 0 ? id : nil
  }

  /// The account of a share: `AGREEMENT/BENEFICIARY` (RULES.md A-001).
  func account(_ payout: Int32, _ batch: OrderBatch, _ order: Int32) -> String {
    let row = Int(agreements.payouts[Int(payout)].agreement)
    let id = name(of: RuleRef(.agreement, row))
    return RowName.escaped(id, "\\/") + "/"
      + RowName.escaped(receiver(payout, batch, order) ?? "", "\\/")
  }

  /// The accruals of an order of a priced batch.
  func accruals(_ order: Int, _ batch: OrderBatch, _ result: PricedBatch) -> [Accrual] {
    result.accruals[result.accrualStart[order]..<result.accrualStart[order + 1]].map { record in
      let through =
        record.through == Int32.min ? nil : CivilDate(daysSinceEpoch: record.through)
      return Accrual(
        rule: RuleRef(.agreement, Int(agreements.payouts[Int(record.payout)].agreement)),
        kind: record.kind.name, beneficiary: receiver(record.payout, batch, Int32(order)),
        amount: record.amount, units: record.units, through: through)
    }
  }

  /// The parts of an order's accruals, as its reasons state them.
  func accrualParts(_ reasons: ArraySlice<ReasonRecord>, _ lines: [OrderLine]) -> [AccrualPart] {
    reasons.compactMap { reason in
      let isUnits = reason.code == .earned
      guard isUnits || reason.code == .accrued || reason.code == .caughtUp else { return nil }
      let line = Int(reason.line)
      return AccrualPart(
        rule: reason.rule, line: lines.indices.contains(line) ? lines[line].number : nil,
        base: reason.a, amount: isUnits ? 0 : reason.b, units: isUnits ? reason.b : 0)
    }
  }

  /// Whether everything that an agreement gives is the buyer's; what others receive is no concern
  /// of a dealer (RULES.md X-012).
  func isBuyers(_ rule: RuleRef) -> Bool {
    guard rule.kind == .agreement, agreements.rows.indices.contains(rule.index) else { return true }
    return agreements.rows[rule.index].payouts.allSatisfy {
      agreements.payouts[Int($0)].receiver == .buyer
    }
  }
}
