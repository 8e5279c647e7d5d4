import DealerRules
import TestSupport

/// Numbers of a case as texts.
enum CaseNumber {
  /// An exact number as a decimal of at most 6 places.
  static func text(_ value: Fraction, atLeast decimals: Int = 0) -> String {
    let millionths = (value * Fraction(Money.one)).settledWhole(.halfUp).int64 ?? 0
    var digits = String(millionths.magnitude)
    digits = String(repeating: "0", count: max(0, 7 - digits.count)) + digits
    let whole = digits.dropLast(6)
    var part = digits.suffix(6)
    while part.count > decimals, part.last == "0" { part.removeLast() }
    return (millionths < 0 ? "-" : "") + whole + (part.isEmpty ? "" : "." + part)
  }

  /// An amount in millionths as an exact number.
  static func amount(_ millionths: Int64) -> Fraction { Fraction(millionths, Money.one) }

  /// A decimal text as an exact number; `nil` for any other text.
  static func parse(_ text: String) -> Fraction? {
    guard let first = text.first, first == "-" || first.isNumber else { return nil }
    guard let money = Money(text, .usd) else { return nil }
    return amount(money.millionths)
  }
}

/// What became of one line of a case's order.
struct LineFigures {
  var position: Int
  var sku: String
  var id: String?
  var quantity: Fraction
  /// The amount before any promotion.
  var list: Fraction
  var net: Fraction
  /// What surcharges added before other promotions.
  var margin: Fraction
  /// What promotions on units or lines took off, and those on the order.
  var itemDiscount: Fraction
  /// Unit prices by kind.
  var prices: [String: Fraction]
  var priceList: String?
  /// Units of the stock unit in one unit of the line.
  var factor: Fraction
  var unit: String
  /// No step changed the line.
  var isPlain: Bool
  /// The case states the line's price.
  var isTyped: Bool

  /// What was taken off in all.
  var discount: Fraction { list - net }

  /// The unit price after everything; `nil` without a price.
  var unitPrice: Fraction? {
    guard let price = prices["price"] else { return nil }
    return isPlain ? price : net / quantity
  }

  /// The unit price with surcharges, before discounts.
  var withMargin: Fraction { (list + margin) / quantity }

  /// How much less than the reference price is paid, in percent.
  var discountPercent: Fraction? {
    guard let unitPrice else { return nil }
    let stated = isTyped || !margin.isZero ? nil : prices[CaseTranslator.listKind]
    let reference = stated ?? withMargin
    guard !reference.isZero, unitPrice < reference else { return .zero }
    let percent = (reference - unitPrice) / reference * Fraction(100)
    return percent.settled(.halfUp, step: Fraction(1, 100))
  }
}

extension LineFigures {
  /// The lines of goods and, after them, the parts of kits.
  static func all(
    _ translated: TranslatedCase, _ order: Order, _ outcome: CaseOutcome, _ given: CaseValue
  ) -> [LineFigures] {
    guard let decision = outcome.decision else { return [] }
    let stated = given["order"]?["lines"]?.items ?? []
    return order.lines.sorted { $0.number < $1.number }.compactMap { line in
      let role = line.attributes[TranslatedCase.role]
      guard role != .text("freight"),
        let priced = decision.lines.first(where: { $0.number == line.number })
      else { return nil }
      let steps = outcome.steps.filter { $0.line == line.number }
      var margin = Fraction.zero
      var items = Fraction.zero
      for step in steps {
        guard let note = translated.offers[step.offer] else { continue }
        let change = CaseNumber.amount(step.amount)
        if note.isPriceStage, step.amount > 0 { margin += change }
        if !note.isForOrder { items -= change }
      }
      let position = Int(line.number) - 1
      let isPart = role == .text("part")
      let product = translated.book.products.first { $0.id == line.product }
      let factor = product?.units.first { $0.unit == line.unit }.map { Fraction($0.factor) }
      var prices: [String: Fraction] = [:]
      for (kind, amount) in priced.prices {
        if let amount { prices[kind] = CaseNumber.amount(amount) }
      }
      return LineFigures(
        position: position, sku: line.product,
        id: isPart || position >= stated.count ? nil : stated[position]["id"]?.text,
        quantity: Fraction(line.quantity), list: CaseNumber.amount(priced.list),
        net: CaseNumber.amount(priced.net), margin: margin, itemDiscount: items, prices: prices,
        priceList: outcome.rows[line.number].flatMap { translated.lists[$0] },
        factor: factor ?? .one, unit: priced.unit,
        isPlain: priced.list == priced.net && steps.isEmpty, isTyped: line.project != nil)
    }
  }
}
