import DealerRules

/// The words of a line of a case.
struct LedgerWords {
  private var words: [String]

  init(_ line: String) {
    let asked = line.split(separator: "=").first ?? ""
    words = asked.split(separator: " ").map(String.init)
  }

  static func text(_ amount: Int64) -> String { Money(millionths: amount, .cny).decimalText }

  mutating func next() -> String { words.isEmpty ? "" : words.removeFirst() }
  func rest() -> String { words.joined(separator: " ") }
  func all() -> [String] { words }
  func instant(_ text: String) -> Instant { Instant(text) ?? .distantFuture }

  private mutating func amount() -> Int64 { Money(next(), .cny)?.millionths ?? -1 }

  /// Whether a word stands in the rest; it is taken out.
  private mutating func has(_ word: String) -> Bool {
    guard let place = words.firstIndex(of: word) else { return false }
    words.remove(at: place)
    return true
  }

  /// The word behind a name; both are taken out.
  private mutating func named(_ word: String) -> String? {
    guard let place = words.firstIndex(of: word), place + 1 < words.count else { return nil }
    defer { words.removeSubrange(place...(place + 1)) }
    return words[place + 1]
  }

  private mutating func named(instant word: String) -> Instant? {
    named(word).flatMap { Instant($0) }
  }

  private mutating func limit() -> LedgerLimit {
    if has("unlimited") { return .unlimited }
    return named("amount").flatMap { Money($0, .cny) }.map { .amount($0.millionths) } ?? .none
  }

  private mutating func node() -> LedgerNode {
    let id = next()
    var node = LedgerNode(id: id, unit: "CNY")
    node.parent = named("parent")
    if has("carveOut") { node.mode = .carveOut }
    if has("isolated") { node.mode = .isolated }
    if has("value") { node.kind = .value }
    if has("below") { node.boundary = .below }
    node.netsCredit = has("nets")
    node.limit = limit()
    return node
  }

  private mutating func hold() -> LedgerHold {
    switch named("hold") {
    case "whenShort": .whenShort
    case "always": .always
    case "forced": .forced
    default: .never
    }
  }

  private mutating func vesting() -> LedgerVesting {
    if has("onCall") { return .onCall }
    return named(instant: "vests").map { .at($0) } ?? .now
  }

  /// The action of a line.
  mutating func action() -> LedgerAction? {
    let verb = next()
    switch verb {
    case "open": return .open(node())
    case "limit":
      let until = named(instant: "until")
      return .limit(node: next(), limit(), until: until)
    case "void": return .void(reservation: next())
    case "release": return .release(reservation: next())
    case "vest": return .vest(lot: next())
    case "note": return .note(rest())
    case "remind":
      let item = next()
      return .remind(item: item, level: Int(next()) ?? -1)
    case "dispute": return .dispute(item: next(), !has("settled"))
    default: return action(verb, named(instant: "until"), next())
    }
  }

  private mutating func action(
    _ verb: String, _ until: Instant?, _ id: String
  ) -> LedgerAction? {
    let amount = amount()
    switch verb {
    case "reserve":
      return .reserve(
        node: id, amount: amount, expires: until, hold: hold(), countsWhileHeld: has("counts"))
    case "amend": return .amend(reservation: id, amount: amount)
    case "ship": return .ship(reservation: id, amount: amount, close: has("close"))
    case "override":
      let override = LedgerOverride(
        most: amount, who: "chief", why: "season", until: until ?? .distantPast)
      return .override(reservation: id, override)
    case "restore": return .restore(reservation: id, amount: amount, until: until)
    case "invoice": return .invoice(reservation: id, amount: amount, due: until)
    case "post": return .post(node: id, amount: amount, due: until)
    case "pay": return .pay(node: id, amount: amount, item: named("item"))
    case "creditMemo": return .creditMemo(item: id, amount: amount)
    case "allocate": return .allocate(item: id, amount: amount)
    case "refund": return .refund(node: id, amount: amount)
    case "earn": return .earn(node: id, amount: amount, vesting: vesting(), expires: until)
    case "takeBack": return .takeBack(lot: id, amount: amount)
    default: return nil
    }
  }
}
