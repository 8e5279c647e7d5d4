// What the compile asks about conditions.
extension ConditionCompiler {
  /// The name of a field that a condition tests and that only a priced line has, if any.
  static func priceField(of condition: Condition) -> String? {
    switch condition {
    case .all(let parts), .any(let parts):
      return parts.lazy.compactMap { priceField(of: $0) }.first
    case .not(let part): return priceField(of: part)
    case .test(.lineAmount, _): return "line.amount"
    case .test(.lineUnitPrice, _): return "line.unitPrice"
    case .test(.linePriceTable, _): return "line.priceTable"
    case .test: return nil
    }
  }

  /// The name of a field of lines or products that a condition tests, if any.
  static func lineField(of condition: Condition) -> String? {
    switch condition {
    case .all(let parts), .any(let parts): return parts.lazy.compactMap { lineField(of: $0) }.first
    case .not(let part): return lineField(of: part)
    case .test(let field, _):
      switch field {
      case .product: return "product"
      case .productCategory: return "product.category"
      case .productBrand: return "product.brand"
      case .productAttribute(let name): return "product." + name
      case .productStock: return "product.stock"
      case .lineQuantity: return "line.quantity"
      case .lineUnit: return "line.unit"
      case .lineUnitPrice: return "line.unitPrice"
      case .linePriceTable: return "line.priceTable"
      case .lineManual: return "line.manual"
      case .lineExpires: return "lot.expires"
      case .lineAmount: return "line.amount"
      case .lineProject: return "line.project"
      case .lineAttribute(let name): return "line." + name
      default: return nil
      }
    }
  }

  /// Which side of an offer a condition looks at.
  enum Side: Hashable {
    case customer
    case product
    case rest
  }

  /// The parts of a conjunction by what they look at, so that the first two can be indexed.
  ///
  /// Where a customer lies is known beforehand only if regions never change.
  static func split(_ condition: Condition, regionsChange: Bool) -> [Side: Condition] {
    var parts: [Side: [Condition]] = [:]
    for part in flattened(condition) { parts[side(part, regionsChange), default: []].append(part) }
    return parts.mapValues { $0.count == 1 ? $0[0] : .all($0) }
  }

  private static func flattened(_ condition: Condition) -> [Condition] {
    guard case .all(let parts) = condition else { return [condition] }
    return parts.flatMap { flattened($0) }
  }

  private static func side(_ condition: Condition, _ regionsChange: Bool) -> Side {
    switch condition {
    case .all(let parts), .any(let parts):
      let sides = Set(parts.map { side($0, regionsChange) })
      return sides.count == 1 ? sides.first ?? .rest : .rest
    case .not(let part): return side(part, regionsChange)
    case .test(let field, let test):
      // Days are counted from the order's date, which no customer or product knows.
      switch test {
      case .daysAgo, .daysAhead: return .rest
      default: break
      }
      switch field {
      case .customerRegion: return regionsChange ? .rest : .customer
      case .customer, .customerParent, .customerTier, .customerGroup, .customerAttribute:
        return .customer
      case .product, .productCategory, .productBrand, .productAttribute: return .product
      default: return .rest
      }
    }
  }
}
