import DealerRules

/// A stream of pseudo-random numbers (xorshift64*), of its own for these tests.
struct LedgerDice {
  private var state: UInt64

  init(_ seed: UInt64) { state = (seed &+ 1) &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next() -> UInt64 {
    state ^= state >> 12
    state ^= state << 25
    state ^= state >> 27
    return state &* 0x2545_F491_4F6C_DD1D
  }

  mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }
  mutating func within(_ range: ClosedRange<Int64>) -> Int64 {
    range.lowerBound + Int64(next() >> 1) % (range.upperBound - range.lowerBound + 1)
  }
  mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  mutating func pick<Element>(_ list: [Element]) -> Element { list[below(list.count)] }
}

/// Makes operations, most of them sensible, some not.
struct LedgerOperations {
  var dice: LedgerDice
  private var count = 0
  private var made: [LedgerOperation] = []
  private var reservations: [String] = ["none"]
  private var bills: [String] = ["none"]
  private var lots: [String] = ["none"]
  private var time: Int64 = 1_000_000
  /// Whether amounts come near the bounds.
  let isHuge: Bool

  static let nodes = ["group", "north", "south", "shop", "stall", "quota", "points", "fund"]

  init(_ seed: UInt64) {
    dice = LedgerDice(seed)
    isHuge = seed % 8 == 7
  }

  /// The nodes of a run.
  mutating func opening() -> [LedgerOperation] {
    LedgerOperations.nodes.map { name in
      operation(.open(node(name)))
    }
  }

  private mutating func node(_ name: String) -> LedgerNode {
    let parents = ["north": "group", "south": "group", "shop": "north", "stall": "shop"]
    guard name != "points", name != "fund" else {
      return LedgerNode(id: name, kind: .value, unit: "points")
    }
    let modes: [LedgerMode] = [.nested, .nested, .carveOut, .isolated]
    let mode = parents[name] == nil ? .nested : dice.pick(modes)
    return LedgerNode(
      id: name, parent: parents[name], mode: mode, limit: limit(mode),
      boundary: dice.chance(80) ? .atMost : .below, netsCredit: dice.chance(30), unit: "CNY")
  }

  private mutating func limit(_ mode: LedgerMode = .carveOut) -> LedgerLimit {
    if mode != .carveOut, dice.chance(6) { return .unlimited }
    return dice.chance(25) ? .none : .amount(isHuge ? amount() : dice.within(0...240))
  }

  private mutating func amount() -> Int64 {
    if isHuge { return dice.within(1...Ledger.largestAmount) }
    return dice.chance(10) ? dice.within(1...300) : dice.within(1...40)
  }

  private mutating func later(_ most: Int64) -> Instant {
    Instant(secondsSinceEpoch: time + dice.within((dice.chance(5) ? -2 : 1)...most))
  }

  private mutating func maybe(_ percent: Int, _ most: Int64) -> Instant? {
    dice.chance(percent) ? later(most) : nil
  }

  /// The instant of the next call; now and then before the one ahead of it.
  mutating func instant() -> Instant {
    time += dice.chance(30) ? dice.within(0...9) : 0
    return Instant(secondsSinceEpoch: dice.chance(5) ? time - dice.within(0...90) : time)
  }

  private mutating func operation(_ action: LedgerAction) -> LedgerOperation {
    count += 1
    let operation = LedgerOperation("o\(count)", action)
    made.append(operation)
    return operation
  }

  /// One operation or a linked group; sometimes one that was made before, or its id for something
  /// else.
  mutating func next() -> [LedgerOperation] {
    if dice.chance(5) { return [dice.pick(made)] }
    if dice.chance(3) { return [LedgerOperation(dice.pick(made).id, action())] }
    let size = dice.chance(8) ? 2 + dice.below(3) : 1
    var group: [LedgerOperation] = []
    for _ in 0..<size { group.append(operation(action())) }
    if size > 1, dice.chance(4) {
      let earlier = dice.pick(made)
      if !group.contains(where: { $0.id == earlier.id }) { group[0] = earlier }
    }
    return group
  }

  /// Forgets most ids that made nothing.
  mutating func learn(_ operation: LedgerOperation, _ outcome: LedgerOutcome) {
    guard case .rejected = outcome, !dice.chance(10) else { return }
    LedgerOperations.forget(operation.id, &reservations)
    LedgerOperations.forget(operation.id, &bills)
    LedgerOperations.forget(operation.id, &lots)
  }

  private static func forget(_ id: String, _ list: inout [String]) {
    guard let row = list.lastIndex(of: id), list.count > 1 else { return }
    list.remove(at: row)
  }

  private mutating func reservation() -> String {
    dice.chance(80) ? dice.pick(reservations.suffix(8)) : dice.pick(reservations)
  }

  /// Less than most reservations ask for.
  private mutating func part() -> Int64 { dice.chance(80) ? 1 + amount() / 4 : amount() }

  private mutating func action() -> LedgerAction {
    let id = "o\(count + 1)"
    let node = dice.pick(LedgerOperations.nodes + (dice.chance(3) ? ["nowhere"] : []))
    switch dice.below(100) {
    case 0..<34:
      reservations.append(id)
      let holds: [LedgerHold] = [.never, .never, .never, .whenShort, .always, .forced]
      return .reserve(
        node: node, amount: amount(), expires: maybe(30, 40), hold: dice.pick(holds),
        countsWhileHeld: dice.chance(30))
    case 34..<48:
      return .ship(reservation: reservation(), amount: part(), close: dice.chance(30))
    case 48..<56: return .amend(reservation: reservation(), amount: amount())
    case 56..<62: return .void(reservation: reservation())
    case 62..<66: return .release(reservation: reservation())
    case 66..<69:
      let override = LedgerOverride(
        most: isHuge ? amount() : dice.within(0...90), who: "chief", why: "season",
        until: later(30))
      return .override(reservation: reservation(), override)
    case 69..<75:
      lots.append(id)
      return .restore(reservation: reservation(), amount: part(), until: maybe(30, 30))
    default: return document(id, node)
    }
  }

  private mutating func document(_ id: String, _ node: String) -> LedgerAction {
    switch dice.below(28) {
    case 0..<4:
      bills.append(id)
      return .invoice(reservation: reservation(), amount: part(), due: maybe(50, 60))
    case 4..<5:
      bills.append(id)
      return .post(node: node, amount: amount(), due: nil)
    case 5..<9:
      let item = dice.chance(80) ? dice.pick(bills) : nil
      return .pay(node: node, amount: amount(), item: item)
    case 9..<11: return .creditMemo(item: dice.pick(bills), amount: amount())
    case 11..<12: return .allocate(item: dice.pick(bills), amount: amount())
    case 12..<13: return .refund(node: node, amount: amount())
    case 13..<19:
      lots.append(id)
      let vestings: [LedgerVesting] = [.now, .now, .onCall, .at(later(25))]
      let account = dice.chance(95) ? dice.pick(["points", "fund"]) : node
      return .earn(
        node: account, amount: amount(), vesting: dice.pick(vestings), expires: maybe(60, 50))
    case 19..<20: return .vest(lot: dice.pick(lots))
    case 20..<22: return .takeBack(lot: dice.pick(lots), amount: part())
    case 22..<25:
      let until = maybe(40, 30)
      return until == nil
        ? .limit(node: node, limit(), until: nil)
        : .limit(node: node, .amount(dice.within(0...240)), until: until)
    case 25: return .remind(item: dice.pick(bills), level: dice.below(5))
    case 26: return .dispute(item: dice.pick(bills), dice.chance(70))
    default:
      return dice.chance(50)
        ? .note("n\(count)") : .open(LedgerNode(id: "more\(count)", parent: node, unit: "CNY"))
    }
  }
}
