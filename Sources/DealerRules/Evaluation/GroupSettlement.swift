/// What a closed group settles to (RULES.md A-014).
public struct GroupSettlement: Hashable, Sendable {
  /// One line of a participant's order.
  public struct Share: Hashable, Sendable {
    /// The order's id.
    public var order: String
    /// The line's number.
    public var line: Int32
    /// What the line paid, in millionths of the book's currency.
    public var paid: Int64
    /// What it costs at the group's price.
    public var due: Int64
    /// What it gets back; below zero where it owes.
    public var difference: Int64
  }

  /// Millionths per unit of the group; `nil` where the group fell short of the first rung.
  public var price: Int64?
  /// The lines, by order and number.
  public var shares: [Share]
}

/// Why a group cannot be settled (RULES.md A-014).
public enum GroupSettlementError: Error, Hashable, Sendable {
  /// The book has no group of this id.
  case unknownGroup
  /// An order is not in the book's currency.
  case otherCurrency(order: String)
  /// An amount of this order, or the group's total, does not fit.
  case overflow(order: String)
}

extension CompiledRules {
  /// Settles a group that is closed: what each line of its product costs at the price that the
  /// group's total quantity reaches, against what it paid.
  ///
  /// - Parameters:
  ///   - id: The agreement of kind ``AgreementPromise/groupBuy(_:)``.
  ///   - decisions: The orders of the group, each once; their position has no meaning.
  ///   - total: Thousandths of the group's unit, where it is not what `decisions` hold;
  ///     `nil` for their sum.
  /// - Complexity: O(lines · log lines).
  public func settle(
    groupBuy id: String, _ decisions: [Decision], total: Int64? = nil
  ) throws(GroupSettlementError) -> GroupSettlement {
    let agreement = book.agreements.first { IdentifierOrder.areEqual($0.id, id) }
    guard case .groupBuy(let group)? = agreement?.promise else { throw .unknownGroup }
    var lines: [(share: GroupSettlement.Share, quantity: Ratio)] = []
    var sum = Ratio.zero
    for decision in decisions {
      for line in decision.lines where IdentifierOrder.areEqual(line.product, group.product) {
        guard decision.currency == book.currency else {
          throw .otherCurrency(order: decision.order)
        }
        do throws(NumericError) {
          let quantity = try quantity(of: line, in: group)
          sum = try sum.added(to: quantity)
          lines.append(
            (
              GroupSettlement.Share(
                order: decision.order, line: line.number, paid: line.net, due: 0, difference: 0),
              quantity
            ))
        } catch {
          throw .overflow(order: decision.order)
        }
      }
    }
    if let total { sum = Ratio(Int128(total), 1) }
    let reached = sum.numerator / sum.denominator
    let price = group.rungs.filter { Int128($0.from) <= reached }.max { $0.from < $1.from }?.price
    var settlement = GroupSettlement(price: price, shares: [])
    for (share, quantity) in lines {
      do throws(NumericError) {
        settlement.shares.append(try settled(share, quantity, price ?? 0, group.rounding))
      } catch {
        throw .overflow(order: share.order)
      }
    }
    settlement.shares.sort { a, b in
      if IdentifierOrder.areEqual(a.order, b.order) { return a.line < b.line }
      return IdentifierOrder.precedes(a.order, b.order)
    }
    return settlement
  }

  /// Thousandths of the group's unit; a line in a unit that its product lacks counts nothing.
  private func quantity(
    of line: PricedLine, in group: GroupBuy
  ) throws(NumericError) -> Ratio {
    let product = catalog.products.index(of: line.product)
    guard product >= 0 else { return .zero }
    let profile = catalog.productUnits[Int(product)]
    let own = catalog.units.row(of: catalog.texts.index(of: line.unit), in: profile)
    let wanted =
      group.unit.map { catalog.units.row(of: catalog.texts.index(of: $0), in: profile) }
      ?? catalog.units.baseRow(of: profile)
    guard own >= 0, wanted >= 0 else { return .zero }
    let unit = catalog.units.ratio(wanted)
    return try Ratio(Int128(line.quantity.thousandths), 1)
      .multiplied(by: catalog.units.ratio(own))
      .multiplied(by: Ratio(unit.denominator, unit.numerator))
  }

  private func settled(
    _ share: GroupSettlement.Share, _ quantity: Ratio, _ price: Int64, _ rounding: Rounding
  ) throws(NumericError) -> GroupSettlement.Share {
    var share = share
    let exact = try quantity.multiplied(by: Ratio(Int128(price), 1000))
    share.due = try exact.settled(
      step: rounding.step(in: book.currency), mode: rounding.mode)
    share.difference = try Wide.subtract(share.paid, share.due)
    return share
  }
}
