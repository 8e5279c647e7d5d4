/// Why a record of a sale cannot be used (RULES.md Z-007).
public struct SaleFault: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Code: String, Hashable, Sendable, CaseIterable {
    /// It is no record of a sale, or not a whole one.
    case notASale
    /// A later release wrote it.
    case unknownVersion
    /// Its bytes are not those that were written.
    case tampered
    /// It does not give the order back that was sold, or names another than it gives.
    case unfaithful
  }

  /// What is wrong.
  public var code: Code
  /// Where the record begins, in bytes.
  public var offset: Int

  /// Creates a fault.
  public init(_ code: Code, offset: Int) {
    self.code = code
    self.offset = offset
  }
}

/// Sales as records: one JSON object a line, with a checksum over its own bytes (RULES.md Z-007).
///
/// Version 2 states the hash of what prices (Z-008); a sale of version 1, which has none, is read
/// and written as it was.
public struct SaleRecord: Sendable {
  /// The version that is written for sales with every field.
  public static let version: Int = 2
  /// Bytes of a record at most.
  public static let longest: Int = 64 << 20

  /// The record of a sale, without a line end.
  /// - Complexity: O(items + bytes).
  public static func bytes(of sale: StoredSale) -> [UInt8] {
    var json = JSONWriter()
    json.write(sale)
    return RecordSeal.seal(json.bytes)
  }

  /// Reads the records of a file, which may begin with a byte order mark; each that cannot be used
  /// is a fault with its offset, and no other is lost.
  /// - Complexity: O(bytes).
  public static func read(_ source: RuleSource) -> [Result<StoredSale, SaleFault>] {
    var results: [Result<StoredSale, SaleFault>] = []
    let bytes = source.bytes
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      let isBlank = bytes[start..<end].allSatisfy { $0 == 32 || $0 == 9 || $0 == 13 }
      if !isBlank { results.append(one(source, start..<end)) }
      start = end + 1
    }
    return results
  }

  private static func one(
    _ source: RuleSource, _ place: Range<Int>
  ) -> Result<StoredSale, SaleFault> {
    var range = place
    while let last = source.bytes[range].last, last == 13 || last == 32 {
      range = range.lowerBound..<range.upperBound - 1
    }
    let bytes = source.bytes[range]
    let offset = range.lowerBound
    let fault = { (code: SaleFault.Code) in
      Result<StoredSale, SaleFault>.failure(SaleFault(code, offset: offset))
    }
    guard bytes.count <= longest, bytes.starts(with: Array("{\"sale\":".utf8)) else {
      return fault(.notASale)
    }
    let versions = (1...version).filter { bytes.starts(with: Array("{\"sale\":\($0),".utf8)) }
    guard let stated = versions.first else { return fault(.unknownVersion) }
    guard RecordSeal.isIntact(bytes) else { return fault(.tampered) }
    var reader = RuleReader([source], limits: Limits())
    guard let sale = reader.sale(range), (stated > 1) == (sale.pricingHash != nil) else {
      return fault(.notASale)
    }
    guard IdentifierOrder.areEqual(sale.input.canonicalHash(), sale.inputsHash),
      isOfItsOrder(sale)
    else { return fault(.unfaithful) }
    return .success(sale)
  }

  /// Whether a sale is one of the order that it gives.
  private static func isOfItsOrder(_ sale: StoredSale) -> Bool {
    if case .date(let day) = sale.input.moment, day != sale.day { return false }
    let lines = Set(sale.input.lines.map(\.number))
    return IdentifierOrder.areEqual(sale.order, sale.input.id)
      && IdentifierOrder.areEqual(sale.customer, sale.input.customer)
      && sale.items.allSatisfy { $0.gift != nil || lines.contains($0.number) }
  }
}

extension JSONWriter {
  /// The object of a sale, without its checksum.
  mutating func write(_ sale: StoredSale) {
    beginObject()
    key("sale")
    integer(sale.pricingHash == nil ? 1 : SaleRecord.version)
    text("order", sale.order)
    text("customer", sale.customer)
    if let tier = sale.tier { text("tier", tier) }
    text("currency", sale.currency.code)
    text("date", "\(sale.day)")
    key("includesTax")
    flag(sale.includesTax)
    money("step", sale.step)
    for (name, value) in [
      ("list", sale.list), ("net", sale.net), ("tax", sale.tax), ("charges", sale.charges),
      ("payable", sale.payable),
    ] {
      key(name)
      decimal(value, scale: Money.scale, minimum: sale.currency.exponent)
    }
    list("items", sale.items) { json, item in json.write(item) }
    writeParts(of: sale)
    writeChanges(of: sale)
    text("rulesHash", sale.rulesHash)
    if let pricing = sale.pricingHash { text("pricingHash", pricing) }
    if let scope = sale.scopeHash { text("scopeHash", scope) }
    text("inputsHash", sale.inputsHash)
    key("input")
    write(sale.input)
    endObject()
  }

  private mutating func write(_ item: SaleItem) {
    key("number")
    integer(Int(item.number))
    if let part = item.part { text("part", part) }
    if let gift = item.gift { text("gift", gift) }
    text("product", item.product)
    key("categories")
    beginArray()
    for category in item.categories { string(category) }
    endArray()
    units("quantity", item.quantity)
    text("unit", item.unit)
    money("list", item.list)
    money("paid", item.paid)
    money("tax", item.tax)
    write(addition: item.addition)
  }

  private mutating func write(addition: Int32) {
    guard addition != 0 else { return }
    key("addition")
    integer(Int(addition))
  }

  /// What was added to a sale, and what is missing of it; nothing where nothing is.
  private mutating func writeChanges(of sale: StoredSale) {
    if !sale.additions.isEmpty {
      list("additions", sale.additions) { json, addition in
        json.list("lines", addition.sorted { $0.key < $1.key }) { json, line in
          json.key("number")
          json.integer(Int(line.key))
          json.units("quantity", line.value)
        }
      }
    }
    guard !sale.missing.isEmpty else { return }
    key("missing")
    beginArray()
    for line in sale.missing { write(line) }
    endArray()
  }

  private mutating func writeParts(of sale: StoredSale) {
    list("cuts", sale.cuts) { json, cut in
      json.key("line")
      json.integer(Int(cut.line))
      json.text("rule", cut.rule)
      json.text("kind", cut.kind)
      json.money("base", cut.base)
      json.money("amount", cut.amount)
      json.write(addition: cut.addition)
    }
    key("terms")
    beginObject()
    for (offer, terms) in sale.terms.sorted() {
      key(offer)
      string(terms.rawValue)
    }
    endObject()
    list("extras", sale.extras) { json, extra in
      json.text("rule", extra.rule)
      json.money("amount", extra.amount)
    }
    list("earned", sale.earned) { json, earned in
      json.text("rule", earned.rule)
      json.text("kind", earned.kind)
      json.text("account", earned.account)
      json.money("amount", earned.amount)
      json.units("units", earned.units)
      if earned.worth != earned.amount { json.money("worth", earned.worth) }
      if let lines = earned.lines {
        json.key("lines")
        json.beginArray()
        for line in lines { json.integer(Int(line)) }
        json.endArray()
      }
    }
    list("uses", sale.uses) { json, use in
      json.text("id", use.id)
      json.text("kind", use.kind)
      json.money("amount", use.amount)
      json.units("units", use.units)
    }
  }
}
