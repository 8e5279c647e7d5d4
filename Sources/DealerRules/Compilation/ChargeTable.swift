/// Charges, tax rates and exchange rates in compiled form.
struct ChargeTable: Sendable {
  /// A charge; its base by index.
  struct Row: Sendable {
    var base: ChargeBase
    /// Index of the charge it is taken on, −1 otherwise.
    var baseIndex: Int32
    var rate: Int64
    var amount: Int64
    var rounding: Rounding
    var validity: Validity
    var condition: Int32
    var id: String
  }

  /// A tax rate.
  struct Tax: Sendable {
    var taxClass: Int32
    var region: Int32
    var rate: Int64
    var validity: Validity
    var id: String
  }

  /// An exchange rate.
  struct Exchange: Sendable {
    var from: Int32
    var to: Int32
    var factor: Factor
    var validity: Validity
  }

  var charges: [Row] = []
  var taxes: [Tax] = []
  /// Rows of ``taxes`` for a class and region packed into one key.
  var taxIndex: [Int64: [Int32]] = [:]
  /// Tax classes that rows name; the first stands for none and for every other class.
  private(set) var taxClasses: [Int32] = [-1]
  /// Position in ``taxClasses`` of each product's class.
  private(set) var productTaxClass: [Int32] = []
  /// Whether any tax row names a region; else regions need not be searched.
  var taxesNameRegions = false
  var exchanges: [Exchange] = []

  /// Class and region as one key; −1 stands for any.
  static func key(_ taxClass: Int32, _ region: Int32) -> Int64 {
    Int64(taxClass) << 32 | Int64(UInt32(bitPattern: region))
  }

  /// Numbers the classes that rows name, so that an order searches once for each of them.
  mutating func numberTaxClasses(ofProducts products: [Int32]) {
    guard !taxes.isEmpty else { return }
    var position: [Int32: Int32] = [:]
    for tax in taxes where tax.taxClass >= 0 && position[tax.taxClass] == nil {
      position[tax.taxClass] = Int32(taxClasses.count)
      taxClasses.append(tax.taxClass)
    }
    productTaxClass = products.map { position[$0] ?? 0 }
  }

  /// The tax row for a class at a position of the regions, searched upward; −1 for none
  /// (RULES.md T-004).
  func tax(
    _ taxClass: Int32, _ region: Int32, at instant: Int64, _ regions: borrowing RegionTree
  ) -> Int32 {
    guard !taxes.isEmpty else { return -1 }
    var current = taxesNameRegions ? region : -1
    while true {
      let symbol = current < 0 ? -1 : regions.symbol(current)
      if taxClass >= 0 {
        let row = inForce(ChargeTable.key(taxClass, symbol), at: instant)
        if row >= 0 { return row }
      }
      let row = inForce(ChargeTable.key(-1, symbol), at: instant)
      if row >= 0 { return row }
      if current < 0 { return -1 }
      current = regions.parent(of: current)
    }
  }

  private func inForce(_ key: Int64, at instant: Int64) -> Int32 {
    guard let rows = taxIndex[key] else { return -1 }
    for row in rows
    where taxes[Int(row)].validity.contains(Instant(secondsSinceEpoch: instant)) {
      return row
    }
    return -1
  }

  /// Units of `to` per unit of `from` at an instant; `nil` when no rate reaches (RULES.md P-027).
  func exchange(_ from: Int32, _ to: Int32, at instant: Int64) -> Ratio? {
    if from == to { return .one }
    let moment = Instant(secondsSinceEpoch: instant)
    for rate in exchanges
    where rate.from == from && rate.to == to && rate.validity.contains(moment) {
      return Ratio(Int128(rate.factor.numerator), Int128(rate.factor.denominator))
    }
    for rate in exchanges
    where rate.from == to && rate.to == from && rate.validity.contains(moment) {
      return Ratio(Int128(rate.factor.denominator), Int128(rate.factor.numerator))
    }
    return nil
  }
}
