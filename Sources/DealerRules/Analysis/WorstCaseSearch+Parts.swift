// What the search for the worst case asks again and again.
extension WorstCaseSearch {
  /// Where a book has what a table names.
  static func positions(_ names: SymbolTable, _ ids: [String]) -> [Int] {
    var found = [Int](repeating: 0, count: names.count)
    for (position, id) in ids.enumerated() {
      let dense = Int(names.index(of: id))
      if found.indices.contains(dense) { found[dense] = position }
    }
    return found
  }

  /// The offers that the conditions of offers leave open to a customer and a product.
  static func open(_ customer: Int, _ product: Int, _ table: OfferTable) -> [Int] {
    let left = Int(table.customers.classes[customer]) * table.words
    let right = Int(table.products.classes[product]) * table.words
    var offers: [Int] = []
    for word in 0..<table.words {
      var bits = table.customers.bits[left + word] & table.products.bits[right + word]
      while bits != 0 {
        offers.append(word << 6 | bits.trailingZeroBitCount)
        bits &= bits - 1
      }
    }
    return offers
  }

  /// The least quantity of a line and the step of larger ones, in thousandths of its unit.
  static func ordering(
    _ product: Int, isBase: Bool, _ rules: CompiledRules
  ) -> (least: Int64, step: Int64) {
    guard isBase, product >= 0 else { return (1000, 1000) }
    let multiple = rules.catalog.orderMultiple[product]
    let step = multiple > 0 ? multiple : 1000
    return (max(rules.catalog.minimumQuantity[product], step), step)
  }

  /// Much of a line, where that may be tried.
  static func much(
    _ line: (least: Int64, step: Int64), _ range: ClosedRange<Int64>
  ) -> Int64? {
    let asked = max(CompanionLines.thinningUnits, line.least)
    let much = (asked + line.step - 1) / line.step * line.step
    return range.contains(much) ? much : nil
  }

  /// Rules that took something off a line.
  static func touched(_ line: Int, _ result: borrowing PricedBatch) -> [RuleRef] {
    var found: [RuleRef] = []
    for step in result.steps
    where Int(step.line) == line && step.amount < 0 && step.rule.kind == .offer
      && !found.contains(step.rule)
    {
      found.append(step.rule)
    }
    return found
  }
}
