/// What a condition looks at (RULES.md C-002).
public enum ConditionField: Hashable, Sendable {
  /// The ordering customer's id.
  case customer
  /// The ordering customer or any dealer above it.
  case customerParent
  /// The customer's tier.
  case customerTier
  /// Any of the customer's groups.
  case customerGroup
  /// The customer's home region or any region above it.
  case customerRegion
  /// A custom attribute of the customer.
  case customerAttribute(String)
  /// The order's channel, else the customer's.
  case channel
  /// The ship-to region, else the customer's, or any region above it.
  case region
  /// The order's currency code.
  case currency
  /// Any coupon code that the order brings.
  case coupon
  /// A custom attribute of the order.
  case orderAttribute(String)
  /// The order's civil date in the book's zone.
  case orderDate
  /// The order's time of day in the book's zone.
  case orderTime
  /// The order's weekday in the book's zone, `"1"` Monday … `"7"` Sunday.
  case orderWeekday
  /// The how many-th order of the customer it is: 1 + ``Facts/ordersBefore``.
  case orderNth
  /// The date of the customer's last order, ``Facts/lastOrder``.
  case lastOrder
  /// A number among ``Facts/totals``.
  case total(String)
  /// The product's id.
  case product
  /// The product's category or any category above it.
  case productCategory
  /// The product's brand.
  case productBrand
  /// The product's stock in base units, ``Facts/stock``.
  case productStock
  /// A custom attribute of the product.
  case productAttribute(String)
  /// The line's quantity in base units.
  case lineQuantity
  /// The unit the line is ordered in; the base unit where it names none.
  case lineUnit
  /// The line's list amount.
  case lineAmount
  /// The line's list price per base unit.
  case lineUnitPrice
  /// The price table that priced the line.
  case linePriceTable
  /// Whether something was typed into the line.
  case lineManual
  /// The line's project.
  case lineProject
  /// The last day of use of the lot that the line names, else of the lot in stock that expires
  /// first (``Facts/lots``).
  case lineExpires
  /// A custom attribute of the line.
  case lineAttribute(String)
}

/// What a condition asks of its field (RULES.md C-003).
public enum ConditionTest: Hashable, Sendable {
  /// The text is one of these; for trees, one of these or below one of these.
  case isIn([String])
  /// The number lies within bounds in millionths.
  case number(MeasureBounds)
  /// The date lies in `[from, until)`; `nil` is open.
  case date(from: CivilDate?, until: CivilDate?)
  /// The date lies so many whole days before the order's.
  case daysAgo(MeasureBounds)
  /// The date lies so many whole days after the order's.
  case daysAhead(MeasureBounds)
  /// The time of day lies in `[from, below)`, in minutes after midnight; `nil` is open.
  case time(from: Int32?, below: Int32?)
  /// The flag has this value.
  case flag(Bool)
  /// The field is known, whatever its value.
  case exists

  /// The number, in millionths, lies in `[from, below)`; `nil` is open.
  public static func number(from: Int64?, below: Int64?) -> ConditionTest {
    .number(MeasureBounds(from: from, below: below))
  }
}

/// A predicate over customer, product, order and line (RULES.md C-001).
///
/// A test on an unknown field is false; `not` negates that plainly, so `not(tier is gold)` holds
/// for a customer without a tier.
public indirect enum Condition: Hashable, Sendable {
  /// Every part holds; true when empty.
  case all([Condition])
  /// Some part holds; false when empty.
  case any([Condition])
  /// The part does not hold.
  case not(Condition)
  /// One test of one field.
  case test(ConditionField, ConditionTest)

  /// Always true.
  public static let always: Condition = .all([])
}

// Names and texts compare by bytes (RULES.md X-003), so the equality that Swift would derive, in
// which two spellings of one text are equal, will not do.
extension ConditionField {
  /// Whether two fields are the same.
  public static func == (a: ConditionField, b: ConditionField) -> Bool { a.key == b.key }

  /// Hashes the field and its attribute's name.
  public func hash(into hasher: inout Hasher) { hasher.combine(key) }

  private var key: Key {
    let (code, name) = CanonicalEncoder.code(of: self)
    return Key(code: code, name: name.map { IdentifierKey($0) })
  }

  private struct Key: Hashable {
    let code: Int64
    let name: IdentifierKey?
  }
}

extension ConditionTest {
  /// Whether two tests are the same, texts in the same order.
  public static func == (a: ConditionTest, b: ConditionTest) -> Bool {
    switch (a, b) {
    case (.isIn(let left), .isIn(let right)):
      left.elementsEqual(right, by: IdentifierOrder.areEqual)
    case (.number(let left), .number(let right)), (.daysAgo(let left), .daysAgo(let right)),
      (.daysAhead(let left), .daysAhead(let right)):
      left == right
    case (.time(let left, let above), .time(let right, let below)):
      left == right && above == below
    case (.date(let left, let above), .date(let right, let below)):
      left == right && above == below
    case (.flag(let left), .flag(let right)): left == right
    case (.exists, .exists): true
    default: false
    }
  }

  /// Hashes what is asked.
  public func hash(into hasher: inout Hasher) {
    switch self {
    case .isIn(let texts):
      for text in texts { hasher.combine(IdentifierKey(text)) }
    case .number(let bounds), .daysAgo(let bounds), .daysAhead(let bounds): hasher.combine(bounds)
    case .time(let from, let below):
      hasher.combine(from)
      hasher.combine(below)
    case .date(let from, let until):
      hasher.combine(from)
      hasher.combine(until)
    case .flag(let flag): hasher.combine(flag)
    case .exists: break
    }
  }
}
