/// Statements of returns as records of version 1: one JSON object a line (RULES.md Z-023).
public struct ReturnRecord: Sendable {
  /// The version that is written.
  public static let version: Int = 1

  /// The record of a statement, without a line end; its last field is a checksum of the others.
  public static func bytes(of statement: ReturnStatement) -> [UInt8] {
    var json = JSONWriter()
    json.write(statement)
    return RecordSeal.seal(json.bytes)
  }

  /// Reads statements, or throws every finding at once: a changed record, and one that stands
  /// twice, are refused.
  /// - Complexity: O(bytes).
  public static func read(_ source: RuleSource) throws(RuleErrors) -> [ReturnStatement] {
    var reader = RuleReader([source], limits: Limits())
    var statements: [ReturnStatement] = []
    var seen: IdentifierMap<Bool> = [:]
    reader.eachObject { reader, view in
      let head = reader.headSpan(view)
      if !RecordSeal.isIntact(source.bytes[Int(view.span.start)..<Int(view.span.end)]) {
        reader.report(
          .creditMismatch, "the bytes of the return are not those that were written",
          help: "state the record as it was written", at: head)
        return view.abandon()
      }
      guard let statement = reader.returnStatement(&view) else { return }
      if seen.updateValue(true, forKey: "\(statement.sale)\u{0}\(statement.id)") != nil {
        reader.report(
          .duplicateID, "return \(Diagnostic.quote(statement.id)) stands twice",
          help: "state each return of a sale once", at: head)
      }
      statements.append(statement)
    }
    if let errors = reader.sink.errors(in: [source]) { throw errors }
    return statements
  }
}

extension ReturnStatement {
  /// The amounts that add up to the refund, in the order of records.
  var refundParts: [(name: String, amount: Int64)] {
    [
      ("goods", goods), ("discount", discount), ("tax", tax), ("charges", charges),
      ("allowance", allowance), ("clawBack", clawBack), ("gift", gift),
      ("protection", protection), ("withheld", withheld),
    ]
  }

  /// The amounts that, with the refund, add up to the credit.
  var creditParts: [(name: String, amount: Int64)] {
    [("fee", fee), ("rebate", rebate), ("points", points)] + (fund == 0 ? [] : [("fund", fund)])
  }

  /// Whether goods went back for other goods, which stand in their place (RULES.md Z-026).
  public var isExchange: Bool { findings.contains { $0.code == .exchanged } }
}

extension JSONWriter {
  /// A text, or null where there is none.
  private mutating func textOrNull(_ name: StaticString, _ value: String?) {
    key(name)
    if let value { string(value) } else { null() }
  }

  /// The object of a statement.
  mutating func write(_ statement: ReturnStatement) {
    let digits = statement.currency.exponent
    beginObject()
    key("return")
    integer(ReturnRecord.version)
    textOrNull("id", statement.id)
    textOrNull("sale", statement.sale)
    textOrNull("date", "\(statement.day)")
    textOrNull("currency", statement.currency.code)
    textOrNull("outcome", statement.outcome.name)
    key("lines")
    beginArray()
    for line in statement.lines { write(line, digits) }
    endArray()
    let refund = [("refund", statement.refund)]
    let credit = [("credit", statement.credit), ("containedTax", statement.containedTax)]
    for (name, value) in statement.refundParts + refund + statement.creditParts + credit {
      key(name)
      decimal(value, scale: Money.scale, minimum: digits)
    }
    if let tax = statement.clawBackTax, statement.clawBack != 0 || tax != 0 {
      key("clawBackTax")
      decimal(tax, scale: Money.scale, minimum: digits)
    }
    key("quota")
    decimal(statement.quota, scale: Money.scale, minimum: digits)
    writeExtras(of: statement, digits)
    key("reasons")
    beginArray()
    for finding in statement.findings { write(finding, digits) }
    endArray()
    endObject()
  }

  private mutating func write(_ line: ReturnStatement.Line, _ digits: Int) {
    beginObject()
    key("number")
    integer(Int(line.number))
    textOrNull("part", line.part)
    textOrNull("product", line.product)
    key("quantity")
    decimal(line.quantity, scale: Quantity.scale, minimum: 0)
    for (name, value) in [
      ("goods", line.goods), ("discount", line.discount), ("tax", line.tax),
      ("allowance", line.allowance),
    ] {
      key(name)
      decimal(value, scale: Money.scale, minimum: digits)
    }
    if let unit = line.unit {
      key("unit")
      integer(Int(unit))
    }
    if line.kits != 0 {
      key("kits")
      decimal(line.kits, scale: Quantity.scale, minimum: 0)
    }
    textOrNull("disposition", line.disposition?.rawValue)
    text("gift", line.gift)
    endObject()
  }

  private mutating func writeExtras(of statement: ReturnStatement, _ digits: Int) {
    key("extras")
    beginArray()
    for extra in statement.extras {
      beginObject()
      textOrNull("rule", extra.rule)
      key("amount")
      decimal(extra.amount, scale: Money.scale, minimum: digits)
      endObject()
    }
    endArray()
    key("earnings")
    beginArray()
    for earning in statement.earnings {
      let scale = earning.isUnits ? Quantity.scale : Money.scale
      beginObject()
      textOrNull("rule", earning.rule)
      textOrNull("account", earning.account)
      textOrNull("kind", earning.kind)
      key("units")
      flag(earning.isUnits)
      key("taken")
      decimal(earning.taken, scale: scale, minimum: 0)
      key("short")
      decimal(earning.short, scale: scale, minimum: 0)
      key("debt")
      decimal(earning.debt, scale: scale, minimum: 0)
      key("charged")
      decimal(earning.charged, scale: Money.scale, minimum: digits)
      if let isOfVolume = earning.isOfVolume {
        key("volume")
        flag(isOfVolume)
      }
      if earning.lapsed != 0 {
        key("lapsed")
        decimal(earning.lapsed, scale: scale, minimum: 0)
      }
      endObject()
    }
    endArray()
    key("releases")
    beginArray()
    for use in statement.releases {
      beginObject()
      textOrNull("id", use.id)
      textOrNull("kind", use.kind)
      key("amount")
      decimal(use.amount, scale: Money.scale, minimum: 0)
      key("units")
      decimal(use.units, scale: Quantity.scale, minimum: 0)
      if SaleEarning.fundKinds.contains(use.kind), use.worth != use.amount {
        money("worth", use.worth)
      }
      endObject()
    }
    endArray()
  }

  private mutating func write(_ finding: ReturnFinding, _ digits: Int) {
    beginObject()
    textOrNull("code", finding.code.rawValue)
    textOrNull("rule", finding.rule)
    key("line")
    if let line = finding.line { integer(Int(line)) } else { null() }
    key("amount")
    if let amount = finding.amount {
      decimal(amount, scale: Money.scale, minimum: digits)
    } else {
      null()
    }
    textOrNull("date", finding.day.map { "\($0)" })
    endObject()
  }
}
