// Goods that come back without a sale (RULES.md Z-016).
extension ReturnDesk {
  /// The sales that goods come back of where the dealer names none, in the order of the policy: the
  /// first that holds enough, else one after another until it is enough (RULES.md Z-016).
  ///
  /// - Parameters:
  ///   - product: What comes back.
  ///   - quantity: How much, in thousandths of `unit`.
  ///   - unit: The unit that it was sold in; `nil` for the one unit of all sales, or where they
  ///     have several the base unit.
  ///   - template: Day, reason and facts of the return; a sale of which it would be refused takes
  ///     no part.
  ///   - sales: The dealer's sales with what came back of each.
  ///   - desk: Who settles a sale, where other rules than these price what stays of it (RULES.md
  ///     Z-008); `nil` for this desk.
  /// - Returns: Nothing where all sales together do not hold enough.
  /// - Throws: ``NumericError/overflow``.
  /// - Complexity: one settlement for each sale that holds some of the product.
  public func sources(
    of product: String, quantity: Int64, unit: String? = nil, like template: ReturnRequest,
    among sales: [(StoredSale, [ReturnStatement])], by desk: ((StoredSale) -> ReturnDesk)? = nil
  ) throws(NumericError) -> [ReturnSource] {
    guard quantity > 0 else { return [] }
    let unit = unit ?? soleUnit(of: product, sales)
    var found: [Candidate] = []
    for (sale, earlier) in sales {
      let own = candidates(sale, earlier, of: product, unit)
      guard !own.isEmpty else { continue }
      var request = template
      request.sale = sale.order
      request.isWhole = false
      request.lines = ReturnDesk.parts(of: quantity, own).map {
        ReturnRequest.Line(number: $0.item.number, quantity: $0.left)
      }
      let preview = try (desk?(sale) ?? self).settle(request, of: sale, after: earlier)
      if preview.outcome != .refused { found += own }
    }
    if policy.source == .lowestPrice {
      // Amounts in several currencies are not compared.
      let oldest = found.min { a, b in
        a.sale.day != b.sale.day
          ? a.sale.day < b.sale.day : IdentifierOrder.precedes(a.sale.order, b.sale.order)
      }
      found.removeAll { $0.sale.currency != oldest?.sale.currency }
    }
    found.sort { precedes($0.sale, $0.item, $1.sale, $1.item) }
    var held: [IdentifierKey: Int64] = [:]
    // No more is left than was sold, so the sum fits.
    for one in found { held[IdentifierKey(one.sale.order), default: 0] &+= one.left }
    if let enough = found.first(where: { held[IdentifierKey($0.sale.order)] ?? 0 >= quantity }) {
      found.removeAll { !IdentifierOrder.areEqual($0.sale.order, enough.sale.order) }
    }
    let taken = ReturnDesk.parts(of: quantity, found)
    guard taken.reduce(0, { $0 + $1.left }) == quantity else { return [] }
    return taken.map {
      ReturnSource(sale: $0.sale.order, number: $0.item.number, quantity: $0.left)
    }
  }

  /// The one unit in which a product was sold, else its base unit.
  private func soleUnit(of product: String, _ sales: [(StoredSale, [ReturnStatement])]) -> String? {
    var units: IdentifierMap<Bool> = [:]
    for (sale, _) in sales {
      for item in sale.items
      where item.part == nil && item.gift == nil && IdentifierOrder.areEqual(item.product, product)
      { units[item.unit] = true }
    }
    guard units.ids.count > 1 else { return units.ids.first }
    return rules.book.products.first { IdentifierOrder.areEqual($0.id, product) }?.baseUnit
  }

  /// A line of a sale that holds some of what comes back.
  private struct Candidate {
    let sale: StoredSale
    let item: SaleItem
    /// Thousandths that have not come back.
    var left: Int64
  }

  /// The lines of a sale that hold some of a product, in the order of the policy.
  private func candidates(
    _ sale: StoredSale, _ earlier: [ReturnStatement], of product: String, _ unit: String?
  ) -> [Candidate] {
    let places = sale.items.indices.filter { index in
      let item = sale.items[index]
      return item.part == nil && item.gift == nil && IdentifierOrder.areEqual(item.product, product)
        && (unit == nil || IdentifierRun.same(unit, item.unit))
    }
    guard !places.isEmpty else { return [] }
    let back = ReturnRun.back(of: sale, earlier)
    return places.map {
      Candidate(sale: sale, item: sale.items[$0], left: sale.items[$0].quantity - back[$0])
    }
    .filter { $0.left > 0 }
    .sorted { precedes($0.sale, $0.item, $1.sale, $1.item) }
  }

  /// What is taken of each, one after another, until it is enough.
  private static func parts(of quantity: Int64, _ candidates: [Candidate]) -> [Candidate] {
    var rest = quantity
    var parts: [Candidate] = []
    for one in candidates where rest > 0 {
      var part = one
      part.left = min(rest, one.left)
      rest -= part.left
      parts.append(part)
    }
    return parts
  }
}
