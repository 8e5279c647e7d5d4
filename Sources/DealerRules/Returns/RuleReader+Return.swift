// What dealers want to give back, as objects (RULES.md Z-020).
extension ReturnRequest {
  /// Reads requests, one JSON object a line, or throws every finding at once.
  /// - Complexity: O(bytes).
  public static func read(_ source: RuleSource) throws(RuleErrors) -> [ReturnRequest] {
    var reader = RuleReader([source], limits: Limits())
    var requests: [ReturnRequest] = []
    reader.eachObject { reader, view in
      reader.returnRequest(&view).map { requests.append($0) }
    }
    if let errors = reader.sink.errors(in: [source]) { throw errors }
    return requests
  }
}

extension RuleReader {
  /// Reads every object of a source of one object a line.
  mutating func eachObject(_ read: (inout RuleReader, inout FieldView) -> Void) {
    var start = 0
    let bytes = sources[0].bytes
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      let range = start..<end
      start = end + 1
      if range.allSatisfy({ bytes[$0] == 32 || bytes[$0] == 9 || bytes[$0] == 13 }) { continue }
      guard json.read(sources[0], range: range, index: 0, into: &tree, sink: &sink),
        var view = object(tree.root)
      else { continue }
      read(&self, &view)
      finish(view)
    }
  }

  mutating func returnRequest(_ view: inout FieldView) -> ReturnRequest? {
    guard let id = id(&view) else { return nil }
    let sale = text("sale", &view)
    if sale == nil { missing("sale", view) }
    let day = cell("date", &view).flatMap { date($0) }
    if day == nil { missing("date", view) }
    var request = ReturnRequest(id: id, sale: sale ?? "", on: day ?? .epoch)
    if let kind: ReturnRequest.Kind = choice("kind", &view) { request.kind = kind }
    request.reason = text("reason", &view)
    request.isWhole = flag("whole", &view) ?? false
    request.charges = texts("charges", &view)
    request.amount = unsigned("amount", &view) ?? 0
    request.approvedBy = text("approvedBy", &view)
    if let level = integer("approvedLevel", 1...100, &view) {
      request.approvedLevel = Int32(level)
    }
    each("lines", &view) { reader, inner in
      reader.returnLine(&inner).map { request.lines.append($0) }
    }
    if let node = member("facts", &view) { request.facts = returnFacts(node) }
    return request
  }

  private mutating func returnLine(_ view: inout FieldView) -> ReturnRequest.Line? {
    let number = integer("number", 1...Int64(Int32.max), &view)
    if number == nil { missing("number", view) }
    let part = text("part", &view)
    let quantity = quantity("quantity", &view)
    let allowance = amount("allowance", &view)
    var line = ReturnRequest.Line(
      number: Int32(number ?? 0), part: part, quantity: quantity?.thousandths ?? 0)
    line.allowance = allowance ?? 0
    line.gift = text("gift", &view)
    line.product = text("product", &view)
    if line.gift != nil, line.product == nil { missing("product", view) }
    if line.gift == nil, line.product != nil { missing("gift", view) }
    line.unit = integer("unit", 1...1_000_000_000, &view)
    line.reason = text("reason", &view)
    line.condition = text("condition", &view)
    line.expires = cell("expires", &view).flatMap { date($0) }
    line.disposition = choice("disposition", &view)
    if quantity == nil, allowance == nil { missing("quantity", view) }
    return number == nil ? nil : line
  }

  mutating func returnFacts(_ node: Int) -> ReturnFacts {
    var facts = ReturnFacts()
    guard var view = object(node) else { return facts }
    facts.delivered = cell("delivered", &view).flatMap { date($0) }
    facts.shipped = cell("shipped", &view).flatMap { date($0) }
    facts.invoiced = cell("invoiced", &view).flatMap { date($0) }
    facts.paid = unsigned("paid", &view)
    facts.claim = unsigned("claim", &view)
    facts.protection = amountsByLine("protection", &view)
    facts.currentPrices = amountsByLine("currentPrices", &view)
    eachNamed("funded", &view) { reader, account, node in
      facts.funded[account] = reader.scalar(node).flatMap {
        reader.decimal($0, scale: Money.scale)
      }
    }
    eachNamed("balances", &view) { reader, account, node in
      facts.balances[account] = reader.scalar(node).flatMap {
        reader.decimal($0, scale: Money.scale)
      }
    }
    eachNamed("expired", &view) { reader, account, node in
      facts.expired[account] = reader.scalar(node).flatMap {
        reader.decimal($0, scale: Money.scale)
      }
    }
    eachNamed("volumes", &view) { reader, agreement, node in
      facts.volumes[agreement] = reader.returnVolume(node)
    }
    if let node = member("quota", &view), var inner = object(node) {
      facts.quota = ReturnFacts.Quota(
        purchases: unsigned("purchases", &inner) ?? 0, posted: unsigned("posted", &inner) ?? 0,
        open: unsigned("open", &inner) ?? 0)
      finish(inner)
    }
    finish(view)
    return facts
  }

  private mutating func amountsByLine(_ name: String, _ view: inout FieldView) -> [Int32: Int64] {
    var result: [Int32: Int64] = [:]
    for (line, cell) in pairs(name, &view) {
      guard let number = Int32(line), let value = unsigned(cell) else { continue }
      result[number] = value
    }
    return result
  }

  private mutating func returnVolume(_ node: Int) -> ReturnFacts.Volume? {
    guard var view = object(node) else { return nil }
    let (bought, paid) = (unsigned("bought", &view), unsigned("paid", &view))
    if bought == nil { missing("bought", view) }
    if paid == nil { missing("paid", view) }
    var volume = ReturnFacts.Volume(bought: bought ?? 0, paid: paid ?? 0, rungs: [])
    each("rungs", &view) { reader, inner in
      let from = reader.unsigned("from", &inner) ?? 0
      guard let rate = reader.rate("rate", &inner) else { return }
      volume.rungs.append(ReturnFacts.Volume.Rung(from: from, rate: rate))
    }
    finish(view)
    return volume
  }
}
