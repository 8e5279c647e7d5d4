/// Reads orders in NDJSON that are written plainly (``PlainJSON``): fields that most orders have,
/// each once.
///
/// Any other order, and any with a fault, is declined and left to
/// ``RuleReader/readOrder(_:_:)``, which knows every field and every finding; what is read here it
/// reads as well, and as the same order (RULES.md N-005).
struct PlainOrderReader: Sendable {
  private enum Field: String, CaseIterable {
    case id, customer, date, at, lines, requested, shipped, currency, channel, shipTo, postalCode
    case endRegion, pickupAt, billTo, shipToCustomer, seller, coupons, attributes, facts
  }

  private enum LineField: String, CaseIterable {
    case number, product, quantity, unit, project, price, percentOff, amountOff, who, why, quoted
    case attributes
  }

  private enum FactField: String, CaseIterable {
    case stock, lastOrder, ordersBefore, totals
  }

  private let fields = FieldNames(Field.allCases)
  private let lineFields = FieldNames(LineField.allCases)
  private let factFields = FieldNames(FactField.allCases)
  private let defaultDate: CivilDate?
  /// Lines of the order before, which most have about as many as.
  private var lineCount = 0

  init(defaultDate: CivilDate?) { self.defaultDate = defaultDate }

  /// The order that stands in a range of bytes; `nil` where it is not plain.
  /// - Complexity: O(bytes).
  mutating func order(_ bytes: [UInt8], _ range: Range<Int>) -> Order? {
    guard range.count <= OrderStream.recordBytes else { return nil }
    var json = PlainJSON(bytes, range)
    do throws(PlainJSON.Declined) {
      let order = try readOrder(&json)
      try json.finish()
      return order
    } catch {
      return nil
    }
  }

  private mutating func readOrder(_ json: inout PlainJSON) throws(PlainJSON.Declined) -> Order {
    var order = Order(id: "", customer: "", moment: .date(.epoch), lines: [])
    var moment: OrderMoment?
    var (seen, hasLines) = (UInt32(0), false)
    try json.openObject()
    while let name = try json.name() {
      let field = try fields.find(json[name], &seen)
      if try json.passes("null") { continue }
      switch field {
      case .id: order.id = try PlainOrderReader.identifier(&json)
      case .customer: order.customer = try json.string()
      case .date, .at:
        // Both together are a finding.
        guard moment == nil else { throw PlainJSON.Declined() }
        moment = try PlainOrderReader.moment(field == .at, &json)
      case .lines:
        hasLines = true
        try readLines(&json, &order.lines)
      case .attributes: try PlainOrderReader.readAttributes(&json, &order.attributes)
      case .facts: try readFacts(&json, &order.facts)
      case .coupons: try PlainOrderReader.readCoupons(&json, &order.coupons)
      default: try PlainOrderReader.readOther(field, &json, &order)
      }
    }
    moment = moment ?? defaultDate.map { .date($0) }
    // What is read is not empty, so that what is empty was not stated.
    guard let moment, hasLines, !order.id.isEmpty, !order.customer.isEmpty else {
      throw PlainJSON.Declined()
    }
    order.moment = moment
    return order
  }

  private static func readOther(
    _ field: Field, _ json: inout PlainJSON, _ order: inout Order
  ) throws(PlainJSON.Declined) {
    switch field {
    case .requested: order.requested = try date(&json)
    case .shipped: order.shipped = try date(&json)
    case .currency:
      guard let currency = Currency(try json.string()) else { throw PlainJSON.Declined() }
      order.currency = currency
    case .channel: order.channel = try json.string()
    case .shipTo: order.shipTo = try json.string()
    case .postalCode: order.postalCode = try json.string()
    case .endRegion: order.endRegion = try json.string()
    case .pickupAt: order.pickupAt = try json.string()
    case .billTo: order.billTo = try json.string()
    case .shipToCustomer: order.shipToCustomer = try json.string()
    case .seller: order.seller = try json.string()
    default: throw PlainJSON.Declined()
    }
  }

  private static func readCoupons(
    _ json: inout PlainJSON, _ coupons: inout [String]
  ) throws(PlainJSON.Declined) {
    try json.openList()
    while try json.element() { coupons.append(try identifier(&json)) }
  }

  // MARK: Lines

  private mutating func readLines(
    _ json: inout PlainJSON, _ lines: inout [OrderLine]
  ) throws(PlainJSON.Declined) {
    lines.reserveCapacity(min(lineCount, 64))
    try json.openList()
    while try json.element() { lines.append(try readLine(&json)) }
    lineCount = lines.count
  }

  private func readLine(_ json: inout PlainJSON) throws(PlainJSON.Declined) -> OrderLine {
    var line = OrderLine(number: 0, product: "", quantity: .zero)
    var stated = (number: false, quantity: false, value: false)
    var (who, why) = ("", "")
    var value: ManualPrice.Value?
    var seen: UInt32 = 0
    try json.openObject()
    while let name = try json.name() {
      let field = try lineFields.find(json[name], &seen)
      if try json.passes("null") { continue }
      switch field {
      case .number:
        guard let number = Int32(exactly: try json.decimal(scale: 0)) else {
          throw PlainJSON.Declined()
        }
        line.number = number
        stated.number = true
      case .product: line.product = try json.string()
      case .quantity:
        let thousandths = try json.decimal(scale: Quantity.scale)
        guard let quantity = Quantity(thousandths: thousandths) else { throw PlainJSON.Declined() }
        line.quantity = quantity
        stated.quantity = true
      case .unit: line.unit = try json.string()
      case .project:
        let project = try json.string()
        line.project = RuleReader.isBlank(project.utf8) ? nil : project
      case .price, .percentOff, .amountOff:
        // Several are a finding.
        guard value == nil else { throw PlainJSON.Declined() }
        value = try PlainOrderReader.manual(field, &json)
      case .who: who = try json.string()
      case .why: why = try json.string()
      case .quoted: line.quoted = try json.decimal(scale: Money.scale)
      case .attributes: try PlainOrderReader.readAttributes(&json, &line.attributes)
      }
    }
    guard stated.number, stated.quantity, !line.product.isEmpty else { throw PlainJSON.Declined() }
    line.manual = value.map { ManualPrice($0, who: who, why: why) }
    return line
  }

  private static func manual(
    _ field: LineField, _ json: inout PlainJSON
  ) throws(PlainJSON.Declined) -> ManualPrice.Value {
    switch field {
    case .price: return .unitPrice(try json.decimal(scale: Money.scale))
    case .amountOff: return .amountOff(try json.decimal(scale: Money.scale))
    default:
      guard let rate = Rate(try json.string()) else { throw PlainJSON.Declined() }
      return .percentOff(rate)
    }
  }

  // MARK: Maps

  private func readFacts(
    _ json: inout PlainJSON, _ facts: inout Facts
  ) throws(PlainJSON.Declined) {
    var seen: UInt32 = 0
    try json.openObject()
    while let name = try json.name() {
      let field = try factFields.find(json[name], &seen)
      if try json.passes("null") { continue }
      switch field {
      case .stock: try PlainOrderReader.readNumbers(&json, Quantity.scale, &facts.stock)
      case .totals: try PlainOrderReader.readNumbers(&json, Money.scale, &facts.totals)
      case .lastOrder: facts.lastOrder = try PlainOrderReader.date(&json)
      case .ordersBefore:
        let count = try json.decimal(scale: 0)
        guard (0...1_000_000_000).contains(count) else { throw PlainJSON.Declined() }
        facts.ordersBefore = count
      }
    }
  }

  private static func readNumbers(
    _ json: inout PlainJSON, _ scale: Int, _ numbers: inout IdentifierMap<Int64>
  ) throws(PlainJSON.Declined) {
    numbers.reserveCapacity(4)
    try json.openObject()
    while let name = try json.name() {
      let id = String(decoding: json[name], as: UTF8.self)
      let number = try json.decimal(scale: scale)
      // A name stated twice is a finding.
      guard numbers.updateValue(number, forKey: id) == nil else { throw PlainJSON.Declined() }
    }
  }

  private static func readAttributes(
    _ json: inout PlainJSON, _ attributes: inout Attributes
  ) throws(PlainJSON.Declined) {
    try json.openObject()
    while let name = try json.name() {
      let id = String(decoding: json[name], as: UTF8.self)
      let value = try attribute(&json)
      guard attributes.updateValue(value, forKey: id) == nil else { throw PlainJSON.Declined() }
    }
  }

  private static func attribute(
    _ json: inout PlainJSON
  ) throws(PlainJSON.Declined) -> AttributeValue {
    switch try json.peek() {
    case 34:
      let text = json[try json.text()]
      // Blanks state nothing.
      guard !RuleReader.isBlank(text) else { throw PlainJSON.Declined() }
      return CivilDate(utf8: text).map { .date($0) } ?? .text(String(decoding: text, as: UTF8.self))
    case 116:
      guard try json.passes("true") else { throw PlainJSON.Declined() }
      return .flag(true)
    case 102:
      guard try json.passes("false") else { throw PlainJSON.Declined() }
      return .flag(false)
    default: return .number(try json.decimal(scale: Money.scale))
    }
  }

  // MARK: Values

  private static func identifier(
    _ json: inout PlainJSON
  ) throws(PlainJSON.Declined) -> String {
    let text = json[try json.text()]
    guard text.count <= 120, !RuleReader.isBlank(text), !text.contains(127) else {
      throw PlainJSON.Declined()
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func date(_ json: inout PlainJSON) throws(PlainJSON.Declined) -> CivilDate {
    guard let date = CivilDate(utf8: json[try json.text()]) else { throw PlainJSON.Declined() }
    return date
  }

  private static func moment(
    _ isInstant: Bool, _ json: inout PlainJSON
  ) throws(PlainJSON.Declined) -> OrderMoment {
    let text = json[try json.text()]
    if !isInstant, text.count == 10, let date = CivilDate(utf8: text) { return .date(date) }
    // An instant may stand as `date` as well; what is neither is a finding.
    guard isInstant || text.count > 10, let instant = Instant(utf8: text) else {
      throw PlainJSON.Declined()
    }
    return .instant(instant)
  }
}

/// The names that fields of an object have, to be found by their bytes.
private struct FieldNames<Field: RawRepresentable & Sendable>: Sendable
where Field.RawValue == String {
  /// A name by its first eight bytes, and all of it.
  private struct Name: Sendable {
    var head: UInt64
    var bytes: [UInt8]
    var field: Field
  }

  private let names: [Name]

  init(_ fields: [Field]) {
    names = fields.map { field in
      let bytes = Array(field.rawValue.utf8)
      return Name(head: FieldNames.head(bytes[...]), bytes: bytes, field: field)
    }
  }

  /// The field of a name; unknown ones and those seen before are findings.
  func find(
    _ name: ArraySlice<UInt8>, _ seen: inout UInt32
  ) throws(PlainJSON.Declined) -> Field {
    let head = FieldNames.head(name)
    for index in names.indices where names[index].head == head {
      guard name.elementsEqual(names[index].bytes) else { continue }
      let mark: UInt32 = 1 << UInt32(truncatingIfNeeded: index)
      guard seen & mark == 0 else { break }
      seen |= mark
      return names[index].field
    }
    throw PlainJSON.Declined()
  }

  private static func head(_ bytes: ArraySlice<UInt8>) -> UInt64 {
    var head: UInt64 = 0
    for byte in bytes.prefix(8) { head = head << 8 | UInt64(byte) }
    return head
  }
}
