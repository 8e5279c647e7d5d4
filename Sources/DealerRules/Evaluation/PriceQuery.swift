/// What a price is searched for: one line, or one component of a kit, at one instant.
struct PriceQuery {
  var customer: Int32
  var product: Int32
  /// The order's, or that of the kind that is asked (RULES.md P-029).
  var channel: Int32
  /// The tier of the kind that is asked, −1 for the customer's own.
  var tier: Int32 = -1
  /// Position in ``RegionTree``.
  var region: Int32
  var project: Int32
  /// The currency wanted, −1 for one that nothing reaches.
  var currency: Int32
  var instant: Int64
  /// The line's own unit as a row of ``UnitTable``.
  var unitRow: Int
  /// Thousandths of base units.
  var quantity: Ratio
  var order: Int32
  /// Position in the batch, −1 for a component of a kit.
  var line: Int32
  /// Components and prices that are only shown leave capped rows alone (RULES.md P-026).
  var passesCaps = false
}

/// A price that was found.
struct PriceHit {
  var band: Int32
  var schedule: Int32
  var table: Int32
  /// Millionths of the wanted currency per thousandth of a base unit.
  var unitPrice: Ratio
  /// Bounds of the table or derivation that changed the price; those of graduated bands stand in
  /// ``Workspace/boundedBands``.
  var bounded: AppliedBounds
}

/// Which bounds changed a price (RULES.md P-023).
struct AppliedBounds: OptionSet {
  let rawValue: UInt8
  static let floor = AppliedBounds(rawValue: 1)
  static let ceiling = AppliedBounds(rawValue: 2)
}

/// A graduated band that prices a part of a line at a bound.
struct BoundedBand {
  var band: Int32
  var schedule: Int32
  var bounds: AppliedBounds
}

/// What searching one table or access gave.
enum SearchResult {
  case found(PriceHit)
  case nothing
  /// The search ends without a price; the band names the row at fault.
  case refused(ReasonCode, band: Int32)
}

/// Walks the keys that a line has in a table, from the most specific on (RULES.md P-004).
struct KeyWalk {
  /// Current value of each field.
  var values = SIMD8<Int32>(repeating: -1)
  /// Position inside the customer's groups, or in the region tree.
  private var positions = SIMD8<Int32>(repeating: 0)
  private let start: Int
  private let count: Int

  /// Begins at the most specific key; `nil` when a field is unknown, so that no key exists.
  init?(
    _ table: borrowing PriceTableInfo, _ query: borrowing PriceQuery,
    _ prices: borrowing PriceColumns, _ catalog: borrowing CatalogTable
  ) {
    start = Int(table.fieldStart)
    count = Int(table.fieldCount)
    for field in 0..<count {
      let value = KeyWalk.first(prices.fields[start + field], query, catalog)
      if value < 0 { return nil }
      values[field] = value
      switch prices.fields[start + field].kind {
      case .group: positions[field] = catalog.groupStart[Int(query.customer)]
      case .region: positions[field] = query.region
      default: break
      }
    }
  }

  /// Moves to the next key; false when there is none.
  mutating func advance(
    _ query: borrowing PriceQuery, _ prices: borrowing PriceColumns,
    _ catalog: borrowing CatalogTable
  ) -> Bool {
    var field = count - 1
    while field >= 0 {
      let code = prices.fields[start + field]
      switch code.kind {
      case .region:
        let parent = catalog.regionTree.parent(of: positions[field])
        if parent >= 0 {
          positions[field] = parent
          values[field] = catalog.regionTree.symbol(parent)
          return true
        }
        positions[field] = query.region
      case .category:
        let parent = catalog.categoryTree.parent(of: values[field])
        if parent >= 0 {
          values[field] = parent
          return true
        }
      case .group:
        let next = positions[field] + 1
        if next < catalog.groupStart[Int(query.customer) + 1] {
          positions[field] = next
          values[field] = catalog.groups[Int(next)]
          return true
        }
        positions[field] = catalog.groupStart[Int(query.customer)]
      default: break
      }
      values[field] = KeyWalk.first(code, query, catalog)
      field -= 1
    }
    return false
  }

  @inline(__always)
  private static func first(
    _ code: KeyCode, _ query: borrowing PriceQuery, _ catalog: borrowing CatalogTable
  ) -> Int32 {
    let customer = Int(query.customer)
    let product = Int(query.product)
    switch code.kind {
    case .customer: return query.customer
    case .parent: return catalog.dealerTree.parent(of: query.customer)
    case .group:
      guard customer >= 0 else { return -1 }
      let start = catalog.groupStart[customer]
      return start < catalog.groupStart[customer + 1] ? catalog.groups[Int(start)] : -1
    case .tier:
      if query.tier >= 0 { return query.tier }
      return customer >= 0 ? catalog.customerTier[customer] : -1
    case .channel: return query.channel
    case .region: return query.region < 0 ? -1 : catalog.regionTree.symbol(query.region)
    case .product: return query.product
    case .category: return product >= 0 ? catalog.productCategory[product] : -1
    case .brand: return product >= 0 ? catalog.productBrand[product] : -1
    case .project: return query.project
    case .customerAttribute:
      guard customer >= 0 else { return -1 }
      return text(catalog.customerAttributes.value(code.attribute, owner: query.customer))
    case .productAttribute:
      guard product >= 0 else { return -1 }
      return text(catalog.productAttributes.value(code.attribute, owner: query.product))
    }
  }

  private static func text(_ value: AttributeColumns.Value?) -> Int32 {
    guard let value, value.kind == .text else { return -1 }
    return Int32(truncatingIfNeeded: value.payload)
  }
}
