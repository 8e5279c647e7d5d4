/// Entries of returns as records of version 1: one JSON object a line (RULES.md Z-074).
public struct ReturnEntryRecord: Sendable {
  /// The version that is written.
  public static let version: Int = 1

  /// The record of an entry, without a line end; its last field is a checksum of the others.
  public static func bytes(of entry: ReturnEntry) -> [UInt8] {
    var json = JSONWriter()
    json.write(entry)
    return RecordSeal.seal(json.bytes)
  }

  /// Reads entries, or throws every finding at once: a changed record, and one of a later version,
  /// are refused. Entries may stand in any order and more than once; ``ReturnCase/replay(_:)`` says
  /// what follows on what.
  /// - Complexity: O(bytes).
  public static func read(_ source: RuleSource) throws(RuleErrors) -> [ReturnEntry] {
    var reader = RuleReader([source], limits: Limits())
    var entries: [ReturnEntry] = []
    reader.eachObject { reader, view in
      if !RecordSeal.isIntact(source.bytes[Int(view.span.start)..<Int(view.span.end)]) {
        reader.report(
          .creditMismatch, "the bytes of the entry are not those that were written",
          help: "state the record as it was written", at: reader.headSpan(view))
        return view.abandon()
      }
      reader.returnEntry(&view).map { entries.append($0) }
    }
    if let errors = reader.sink.errors(in: [source]) { throw errors }
    return entries
  }
}

extension ReturnEvent {
  /// Reads events, one JSON object a line, as entries state them, or throws every finding at once
  /// (RULES.md Z-074).
  /// - Complexity: O(bytes).
  public static func read(_ source: RuleSource) throws(RuleErrors) -> [ReturnEvent] {
    var reader = RuleReader([source], limits: Limits())
    var events: [ReturnEvent] = []
    reader.eachObject { reader, view in
      reader.returnEvent(&view).map { events.append($0) }
    }
    if let errors = reader.sink.errors(in: [source]) { throw errors }
    return events
  }
}

extension RuleReader {
  fileprivate mutating func returnEntry(_ view: inout FieldView) -> ReturnEntry? {
    if let cell = cell("returnEvent", &view), cell.text != "\(ReturnEntryRecord.version)" {
      report(
        .unknownVersion, "version \(Diagnostic.quote(cell.text)) of an entry is not known",
        help: "read it with the release that wrote it", at: cell.span)
      view.abandon()
      return nil
    }
    for name in ["returnEvent", "return", "number"] where !isStated(name, view) {
      missing(name, view)
    }
    _ = cell("checksum", &view)
    let life = text("return", &view)
    let number = integer("number", 1...Int64(Int32.max), &view)
    let through = cell("through", &view).flatMap { date($0) }
    var statement: ReturnStatement?
    if let node = member("statement", &view), var inner = object(node) {
      statement = returnStatement(&inner)
      finish(inner)
    }
    guard let life, let number, let event = returnEvent(&view) else { return nil }
    return ReturnEntry(
      life: life, number: Int(number), event, statement: statement, through: through)
  }

  fileprivate mutating func returnEvent(_ view: inout FieldView) -> ReturnEvent? {
    guard let id = id(&view) else { return nil }
    guard let word = cell("step", &view) else {
      missing("step", view)
      return nil
    }
    let step: ReturnStep?
    switch word.text {
    case "submit", "know": step = returnFacts(word.text, &view)
    case "approve", "reject", "reverse": step = returnWord(word.text, &view)
    case "receive": step = .receive(returnedGoods(&view))
    case "inspect": step = .inspect(inspectedGoods(&view))
    case "ship": step = .ship
    case "cancel": step = .cancel
    case "settle": step = .settle
    case "close": step = .close
    case "day":
      let day = cell("date", &view).flatMap { date($0) }
      if day == nil { missing("date", view) }
      step = day.map { .day($0) }
    default:
      unknownChoice(word, ReturnStep.words)
      step = nil
    }
    return step.map { ReturnEvent(id, $0) }
  }

  private mutating func returnFacts(_ word: String, _ view: inout FieldView) -> ReturnStep? {
    guard word == "submit" else {
      guard let node = member("facts", &view) else {
        missing("facts", view)
        return nil
      }
      return .know(returnFacts(node))
    }
    guard let node = member("request", &view), var inner = object(node) else {
      missing("request", view)
      return nil
    }
    let request = returnRequest(&inner)
    finish(inner)
    return request.map { .submit($0) }
  }

  /// Steps that somebody answers for.
  private mutating func returnWord(_ word: String, _ view: inout FieldView) -> ReturnStep? {
    guard let who = text("who", &view) else {
      missing("who", view)
      return nil
    }
    guard word != "approve" else {
      return .approve(who: who, level: Int32(integer("level", 1...100, &view) ?? 100))
    }
    let why = text("why", &view)
    if why == nil { missing("why", view) }
    return word == "reject" ? .reject(who: who, why: why ?? "") : .reverse(who: who, why: why ?? "")
  }

  private mutating func thousandths(_ name: String, _ view: inout FieldView) -> Int64 {
    cell(name, &view).flatMap { decimal($0, scale: Quantity.scale) } ?? 0
  }

  private mutating func returnedGoods(_ view: inout FieldView) -> [ReturnedGoods] {
    var goods: [ReturnedGoods] = []
    each("lines", &view) { reader, inner in
      for name in ["number", "quantity"] where !reader.isStated(name, inner) {
        reader.missing(name, inner)
      }
      let number = reader.integer("number", 1...Int64(Int32.max), &inner) ?? 1
      goods.append(
        ReturnedGoods(
          number: Int32(number), part: reader.text("part", &inner),
          quantity: reader.thousandths("quantity", &inner)))
    }
    return goods
  }

  private mutating func inspectedGoods(_ view: inout FieldView) -> [InspectedGoods] {
    var goods: [InspectedGoods] = []
    each("lines", &view) { reader, inner in
      if !reader.isStated("number", inner) { reader.missing("number", inner) }
      let number = reader.integer("number", 1...Int64(Int32.max), &inner) ?? 1
      goods.append(
        InspectedGoods(
          number: Int32(number), part: reader.text("part", &inner),
          accepted: reader.thousandths("accepted", &inner),
          rejected: reader.thousandths("rejected", &inner),
          disposition: reader.choice("disposition", &inner)))
    }
    return goods
  }
}

extension ReturnStep {
  /// The words of records.
  static let words = [
    "submit", "approve", "reject", "ship", "know", "cancel", "day", "receive", "inspect", "settle",
    "close", "reverse",
  ]

  /// The word in records, `"submit"`.
  public var name: String {
    switch self {
    case .submit: "submit"
    case .approve: "approve"
    case .reject: "reject"
    case .ship: "ship"
    case .know: "know"
    case .cancel: "cancel"
    case .day: "day"
    case .receive: "receive"
    case .inspect: "inspect"
    case .settle: "settle"
    case .close: "close"
    case .reverse: "reverse"
    }
  }
}
