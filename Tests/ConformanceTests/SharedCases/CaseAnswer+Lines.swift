import DealerRules
import TestSupport

extension CaseAnswer {
  /// The lines that are asked about, with the keys that are asked for.
  func lineValues(_ expected: [CaseValue]) throws -> [CaseValue] {
    var taken: Set<Int> = []
    return try expected.map { entry in
      let found =
        lines.first { line in
          !taken.contains(line.position) && isNamed(line, entry)
        } ?? lines.first { isNamed($0, entry) }
      guard let line = found else { return .null }
      taken.insert(line.position)
      var value: [String: CaseValue] = [:]
      for key in entry.members.keys.sorted() {
        value[key] = try member(key, line, entry.members[key] ?? .null)
      }
      return .object(value)
    }
  }

  private func isNamed(_ line: LineFigures, _ entry: CaseValue) -> Bool {
    if let id = entry["line"]?.text { return line.id == id }
    guard line.sku == entry["sku"]?.text else { return false }
    guard let quantity = entry["qty"]?.text else { return true }
    return CaseNumber.parse(quantity) == line.quantity
  }

  private func member(
    _ key: String, _ line: LineFigures, _ expected: CaseValue
  ) throws -> CaseValue {
    switch key {
    case "sku": .text(line.sku)
    case "line": .text(line.id ?? "")
    case "qty": .text(CaseNumber.text(line.quantity))
    case "price_list": line.priceList.map { .text($0) } ?? .null
    case "price_uom": .text(priceUnit(line))
    case "unit_discounts": .list(try unitDiscounts(line))
    case "portions", "portions_prefix": .list(try portions(line, expected, key))
    case "paid_qty": .text(CaseNumber.text(paid(line)))
    case "discount_percent":
      line.discountPercent.map { .text(CaseNumber.text($0)) } ?? .null
    default: try amount(key, line).map(money) ?? .null
    }
  }

  private func amount(_ key: String, _ line: LineFigures) throws -> Fraction? {
    switch key {
    case "unit_price":
      line.unitPrice.map { translated.profile.pricesPerStockUnit ? $0 / line.factor : $0 }
    case "original_price": line.prices[CaseTranslator.originalKind]
    case "list_price": line.prices[CaseTranslator.listKind]
    case "net": line.net
    case "discount": line.discount
    case "item_discount": line.itemDiscount
    case "unit_discount": line.discount / line.quantity
    case "rate_with_margin": line.withMargin
    case "discount_amount": line.unitPrice.map { line.withMargin - $0 }
    case "price_change_since_added":
      if let now = line.prices["price"], let then = line.prices[CaseTranslator.addedKind] {
        now - then
      } else {
        nil
      }
    default: throw CaseFault(description: "expected \(key) of a line")
    }
  }

  private func priceUnit(_ line: LineFigures) -> String {
    guard translated.profile.pricesPerStockUnit else { return line.unit }
    return translated.book.products.first { $0.id == line.sku }?.baseUnit ?? line.unit
  }

  /// The discount of a line on each of its units, spare steps on the first ones.
  private func unitDiscounts(_ line: LineFigures) throws -> [CaseValue] {
    guard let count = line.quantity.truncated.int64,
      let millionths = (line.discount * Fraction(Money.one)).truncated.int64
    else { return [] }
    let discount = Money(millionths: millionths, translated.currency)
    let weights = [Int64](repeating: 1, count: Int(count))
    let shares = try discount.allocated(
      over: weights, scale: translated.digits, rule: .firstLines)
    return shares.map { money(CaseNumber.amount($0.millionths)) }
  }

  // MARK: Portions

  /// The parts of a line that cost the same, found by pricing one unit more at a time where
  /// bands price the units inside them.
  private func portions(
    _ line: LineFigures, _ expected: CaseValue, _ key: String
  ) throws -> [CaseValue] {
    var portions: [(quantity: Fraction, price: Fraction, percent: Fraction)] = []
    if isGraduated, let count = line.quantity.truncated.int64 {
      var before = (list: Fraction.zero, net: Fraction.zero)
      for units in 1...max(1, count) {
        guard let now = try amounts(line, units) else { break }
        let list = now.list - before.list
        let price = now.net - before.net
        let percent = list.isZero ? .zero : (list - price) / list * Fraction(100)
        before = now
        if let last = portions.last, last.price == price, last.percent == percent {
          portions[portions.count - 1].quantity += .one
        } else {
          portions.append((.one, price, percent))
        }
      }
    } else {
      portions = [(line.quantity, line.unitPrice ?? .zero, line.discountPercent ?? .zero)]
    }
    if key == "portions_prefix" { portions = Array(portions.prefix(expected.items.count)) }
    let keys = Set(expected.items.flatMap(\.members.keys))
    return portions.map { portion in
      let all: [String: CaseValue] = [
        "qty": .text(CaseNumber.text(portion.quantity)), "unit_price": money(portion.price),
        "discount_percent": .text(CaseNumber.text(portion.percent)),
      ]
      return .object(all.filter { keys.contains($0.key) })
    }
  }

  private var isGraduated: Bool {
    let lists = given["price_lists"]?.items ?? []
    let effects = (given["promotions"]?.items ?? []).flatMap { $0["effects"]?.items ?? [] }
    return lists.contains { $0["break_mode"]?.text == "graduated" }
      || effects.contains { $0["tier_mode"]?.text == "graduated" }
  }

  /// What some units of a line cost by themselves.
  private func amounts(
    _ line: LineFigures, _ units: Int64
  ) throws -> (list: Fraction, net: Fraction)? {
    guard var asked = order.lines.first(where: { Int($0.number) == line.position + 1 }),
      let quantity = Quantity(thousandths: units * 1000)
    else { return nil }
    asked.quantity = quantity
    var small = order
    small.lines = [asked]
    guard let decision = try CaseOutcome.of(translated, small).decision,
      let priced = decision.lines.first
    else { return nil }
    return (CaseNumber.amount(priced.list), CaseNumber.amount(priced.net))
  }
}
