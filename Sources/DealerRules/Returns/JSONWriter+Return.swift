// Requests and entries of returns as objects (RULES.md Z-020, Z-074).
extension JSONWriter {
  private mutating func whole(_ name: StaticString, _ value: Int) {
    key(name)
    integer(value)
  }

  private mutating func object(_ name: StaticString, _ write: (inout JSONWriter) -> Void) {
    key(name)
    beginObject()
    write(&self)
    endObject()
  }

  // MARK: Entries

  /// The object of an entry, without its checksum.
  mutating func write(_ entry: ReturnEntry) {
    beginObject()
    whole("returnEvent", ReturnEntryRecord.version)
    text("return", entry.life)
    whole("number", entry.number)
    text("id", entry.event.id)
    write(entry.event.step)
    if let statement = entry.statement {
      key("statement")
      write(statement)
    }
    text("through", entry.through.map { "\($0)" })
    endObject()
  }

  private mutating func write(_ step: ReturnStep) {
    text("step", step.name)
    switch step {
    case .submit(let request): object("request") { $0.write(request) }
    case .know(let facts): object("facts") { $0.write(facts) }
    case .approve(let who, let level):
      text("who", who)
      whole("level", Int(level))
    case .reject(let who, let why), .reverse(let who, let why):
      text("who", who)
      text("why", why)
    case .day(let day): text("date", "\(day)")
    case .receive(let goods):
      list("lines", goods) { json, one in
        json.whole("number", Int(one.number))
        json.text("part", one.part)
        json.units("quantity", one.quantity)
      }
    case .inspect(let goods):
      list("lines", goods) { json, one in
        json.whole("number", Int(one.number))
        json.text("part", one.part)
        json.units("accepted", one.accepted)
        json.units("rejected", one.rejected)
        json.text("disposition", one.disposition?.rawValue)
      }
    case .ship, .cancel, .settle, .close: break
    }
  }

  // MARK: Requests

  private mutating func write(_ request: ReturnRequest) {
    text("id", request.id)
    text("sale", request.sale)
    text("kind", request.kind.rawValue)
    text("date", "\(request.day)")
    text("reason", request.reason)
    list("lines", request.lines) { json, line in json.write(line) }
    if request.isWhole {
      key("whole")
      flag(true)
    }
    if !request.charges.isEmpty {
      key("charges")
      beginArray()
      for charge in request.charges { string(charge) }
      endArray()
    }
    if request.amount != 0 { money("amount", request.amount) }
    text("approvedBy", request.approvedBy)
    whole("approvedLevel", Int(request.approvedLevel))
    if request.facts != ReturnFacts() { object("facts") { $0.write(request.facts) } }
  }

  private mutating func write(_ line: ReturnRequest.Line) {
    whole("number", Int(line.number))
    text("part", line.part)
    text("gift", line.gift)
    text("product", line.product)
    if line.quantity != 0 || line.allowance == 0 { units("quantity", line.quantity) }
    if line.allowance != 0 { money("allowance", line.allowance) }
    if let unit = line.unit { whole("unit", Int(unit)) }
    text("reason", line.reason)
    text("condition", line.condition)
    text("expires", line.expires.map { "\($0)" })
    text("disposition", line.disposition?.rawValue)
  }

  // MARK: Facts

  private mutating func write(_ facts: ReturnFacts) {
    text("delivered", facts.delivered.map { "\($0)" })
    text("shipped", facts.shipped.map { "\($0)" })
    text("invoiced", facts.invoiced.map { "\($0)" })
    money("paid", facts.paid)
    money("claim", facts.claim)
    amounts("protection", facts.protection)
    amounts("currentPrices", facts.currentPrices)
    if let quota = facts.quota {
      object("quota") { json in
        json.money("purchases", quota.purchases)
        json.money("posted", quota.posted)
        json.money("open", quota.open)
      }
    }
    amounts("funded", facts.funded)
    amounts("balances", facts.balances)
    amounts("expired", facts.expired)
    object("volumes") { json in
      for (agreement, volume) in facts.volumes.sorted() {
        json.key(agreement)
        json.beginObject()
        json.write(volume)
        json.endObject()
      }
    }
  }

  private mutating func amounts(_ name: StaticString, _ amounts: [Int32: Int64]) {
    guard !amounts.isEmpty else { return }
    object(name) { json in
      for (line, amount) in amounts.sorted(by: { $0.key < $1.key }) {
        json.key("\(line)" as String)
        json.decimal(amount, scale: Money.scale, minimum: 0)
      }
    }
  }

  private mutating func amounts(_ name: StaticString, _ amounts: IdentifierMap<Int64>) {
    object(name) { json in
      for (account, amount) in amounts.sorted() {
        json.key(account)
        json.decimal(amount, scale: Money.scale, minimum: 0)
      }
    }
  }

  private mutating func write(_ volume: ReturnFacts.Volume) {
    money("bought", volume.bought)
    money("paid", volume.paid)
    list("rungs", volume.rungs) { json, rung in
      json.money("from", rung.from)
      json.key("rate")
      json.decimal(rung.rate.millionths, scale: Money.scale, minimum: 0)
    }
  }
}
