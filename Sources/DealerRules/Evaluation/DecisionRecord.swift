/// Writes decisions as records of version 1: one JSON object a line, amounts, quantities and rates
/// as decimal strings (RULES.md X-011).
public struct DecisionRecordWriter {
  /// The version this writer writes.
  public static let version: Int = 1

  let rules: CompiledRules
  private let rulesHash: String
  let audience: Audience
  var json = JSONWriter()
  /// The steps of the order at hand by line.
  private var stepsOfLines = LineGroups()
  private var names = RuleNames()

  /// Creates a writer; `rulesHash` is stated in every record, an empty one is left out as `null`.
  public init(_ rules: CompiledRules, rulesHash: String = "", audience: Audience = .audit) {
    self.rules = rules
    self.audience = audience
    self.rulesHash = rulesHash
  }

  /// The record of an order of a priced batch, without a line end.
  ///
  /// - Parameters:
  ///   - order: The position of the order in `batch` and `result`.
  ///   - batch: The orders as they were priced.
  ///   - result: What pricing them gave.
  ///   - detail: What to write; never more than the result recorded.
  ///   - inputsHash: The hash of the order, or empty.
  /// - Complexity: O(lines + steps).
  public mutating func record(
    _ order: Int, _ batch: OrderBatch, _ result: PricedBatch, detail: Detail,
    inputsHash: String = ""
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    append(order, batch, result, detail: detail, inputsHash: inputsHash, to: &bytes)
    return bytes
  }

  /// Appends the record of an order of a priced batch to bytes, without a line end.
  ///
  /// - Parameters:
  ///   - order: The position of the order in `batch` and `result`.
  ///   - batch: The orders as they were priced.
  ///   - result: What pricing them gave.
  ///   - detail: What to write; never more than the result recorded.
  ///   - inputsHash: The hash of the order, or empty.
  ///   - bytes: What is appended to.
  /// - Complexity: O(lines + steps).
  public mutating func append(
    _ order: Int, _ batch: OrderBatch, _ result: PricedBatch, detail: Detail,
    inputsHash: String = "", to bytes: inout [UInt8]
  ) {
    json.exchange(&bytes)
    _ = begin(order, batch, result, detail, inputsHash)
    json.endObject()
    json.exchange(&bytes)
  }

  /// Writes a record up to its last key; false for that of an order in error.
  private mutating func begin(
    _ order: Int, _ batch: OrderBatch, _ result: PricedBatch, _ detail: Detail,
    _ inputsHash: String
  ) -> Bool {
    json.beginObject()
    json.key("v")
    json.integer(DecisionRecordWriter.version)
    json.key("order")
    json.string(batch.ids[order])
    json.key("outcome")
    if let error = rules.orderError(of: order, batch, result) {
      writeError(error)
      return false
    }
    json.string(Outcome(rawValue: result.outcome[order])?.name ?? "block")
    let currency = batch.currencyValue[order]
    json.key("currency")
    json.string(currency.code)
    let digits = currency.exponent
    amount("list", result.list[order], digits)
    amount("net", result.net[order], digits)
    amount("charges", result.charges[order], digits)
    amount("payable", result.payable[order], digits)
    writeLines(order, batch, result, min(detail, result.detail), digits)
    writeGifts(order, result)
    writeReasons(order, batch, result)
    writeReservations(order, batch, result)
    hash("rulesHash", rulesHash)
    hash("inputsHash", inputsHash)
    return true
  }

  /// The record of a single order with every step.
  public mutating func record(_ order: Order) -> [UInt8] {
    json.removeAll()
    _ = begin(order)
    json.endObject()
    return json.bytes
  }

  /// Prices an order and writes its record up to the last key.
  mutating func begin(_ order: Order, after carried: CarriedUse = CarriedUse()) -> Bool {
    var batch = OrderBatch()
    batch.append(order, rules)
    var workspace = Workspace(rules)
    var result = PricedBatch(detail: .steps)
    workspace.price(batch, after: carried, into: &result)
    return begin(0, batch, result, .steps, rules.inputsHash(of: order))
  }

  private mutating func hash(_ key: StaticString, _ value: String) {
    json.key(key)
    if value.isEmpty { json.null() } else { json.string(value) }
  }

  private mutating func writeError(_ error: OrderError) {
    json.string("error")
    json.key("error")
    json.string(String(describing: error.code))
    json.key("line")
    if let line = error.line { json.integer(Int(line)) } else { json.null() }
  }

  private mutating func amount(_ key: StaticString, _ value: Int64, _ digits: Int) {
    json.key(key)
    json.decimal(value, scale: Money.scale, minimum: digits)
  }

  mutating func name(_ rule: RuleRef) { json.quoted(names.text(of: rule, rules)) }

  // MARK: Lines

  private mutating func writeLines(
    _ order: Int, _ batch: OrderBatch, _ result: PricedBatch, _ detail: Detail, _ digits: Int
  ) {
    json.key("lines")
    json.beginArray()
    if detail >= .lines {
      let source = Int(batch.lineStart[order])
      let steps = result.stepStart[order]..<result.stepStart[order + 1]
      if detail == .steps {
        // The closure would take up all of the result.
        let all = result.steps
        stepsOfLines.fill(steps, lines: result.lines(of: order).count) { all[$0].line }
      }
      for (position, line) in result.lines(of: order).enumerated() {
        writeLine(source + position, line, batch, result, detail, digits)
        json.key("steps")
        json.beginArray()
        if detail == .steps {
          for step in stepsOfLines[position] { write(result.steps[step], digits) }
        }
        json.endArray()
        json.endObject()
      }
    }
    json.endArray()
  }

  private mutating func writeLine(
    _ source: Int, _ line: Int, _ batch: OrderBatch, _ result: PricedBatch, _ detail: Detail,
    _ digits: Int
  ) {
    json.beginObject()
    json.key("number")
    json.integer(Int(batch.number[source]))
    json.key("product")
    json.string(rules.productName(ofLine: source, batch))
    json.key("quantity")
    json.decimal(batch.quantity[source], scale: Quantity.scale, minimum: 0)
    json.key("unit")
    json.string(rules.unitName(ofLine: source, batch))
    json.key("prices")
    json.beginObject()
    if detail == .steps {
      let kinds = rules.access.kinds.count
      for kind in 0..<kinds
      where result.kindPrices[line * kinds + kind] != Int64.min
        && audience.mayRead(kind: kind, rules)
      {
        json.key(rules.access.names[kind])
        json.decimal(
          result.kindPrices[line * kinds + kind], scale: Money.scale, minimum: digits)
      }
    }
    json.endObject()
    amount("list", result.lineList[line], digits)
    amount("net", result.lineNet[line], digits)
  }

  private mutating func write(_ step: Step, _ digits: Int) {
    json.part("{\"rule\":")
    name(audience.mayRead(step.rule, rules) ? step.rule : PolicyRule.guardrail.rule)
    json.part("\"kind\":")
    json.string(step.kind.name)
    amount("base", step.base, digits)
    amount("amount", step.amount, digits)
    json.endObject()
  }

  // MARK: Reasons

  private mutating func writeReasons(
    _ order: Int, _ batch: OrderBatch, _ result: PricedBatch
  ) {
    json.key("reasons")
    json.beginArray()
    for index in result.reasonStart[order]..<result.reasonStart[order + 1] {
      let record = result.reasons[index]
      guard audience.mayRead(record.code, record.rule, rules) else { continue }
      json.beginObject()
      json.key("code")
      json.string(record.code.name)
      json.key("rule")
      let isOpen = audience.mayRead(record.rule, rules)
      if record.rule == .none || !isOpen { json.null() } else { name(record.rule) }
      json.key("line")
      if record.line < 0 {
        json.null()
      } else {
        json.integer(Int(batch.number[Int(batch.lineStart[order]) + Int(record.line)]))
      }
      write(isOpen ? numbers(record, order, batch, result) : [])
      json.endObject()
    }
    json.endArray()
  }

  private func numbers(
    _ record: ReasonRecord, _ order: Int, _ batch: OrderBatch, _ result: PricedBatch
  ) -> [Reason.Number] {
    var numbers: [Reason.Number]?
    if record.code.creditText != nil {
      numbers = rules.creditNumbers(record, result.credit(of: order), audience)
    }
    let others =
      numbers ?? rules.supplyNumbers(record, batch, Int32(order))
      ?? rules.numbers(of: record, batch.currencyValue[order])
    return record.part < 0 ? others : others + rules.partNumbers(of: record)
  }

  private mutating func writeGifts(_ order: Int, _ result: PricedBatch) {
    json.key("gifts")
    json.beginArray()
    for index in result.giftStart[order]..<result.giftStart[order + 1] {
      let gift = result.gifts[index]
      // What is carved out of a line is in its steps; nothing more is to be sent.
      guard !gift.isInclusive else { continue }
      json.beginObject()
      json.key("product")
      json.string(rules.catalog.products.name(gift.product))
      json.key("quantity")
      json.decimal(gift.quantity, scale: Quantity.scale, minimum: 0)
      json.key("rule")
      name(RuleRef(.offer, Int(gift.offer)))
      json.endObject()
    }
    json.endArray()
  }

  mutating func write(_ numbers: [Reason.Number]) {
    json.key("numbers")
    json.beginObject()
    for number in numbers {
      json.key(number.name)
      number.write(to: &json)
    }
    json.endObject()
  }

  private mutating func writeReservations(
    _ order: Int, _ batch: OrderBatch, _ result: PricedBatch
  ) {
    json.key("reservations")
    json.beginArray()
    for index in result.reservationStart[order]..<result.reservationStart[order + 1]
    where audience.readsReservations {
      let use = result.reservations[index]
      let stated = rules.reservation(use, batch, Int32(order))
      json.beginObject()
      json.key("id")
      json.string(stated.id)
      json.key("kind")
      json.string(stated.kind)
      json.key("amount")
      json.decimal(
        stated.amount, scale: Money.scale, minimum: rules.exponent(of: use))
      json.key("units")
      json.decimal(stated.units, scale: Quantity.scale, minimum: 0)
      json.endObject()
    }
    json.endArray()
  }
}
