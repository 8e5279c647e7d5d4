/// What a return announced, and what of each line accepted goods have taken.
struct AnnouncedGoods {
  private let lines: [ReturnRequest.Line]
  /// The places of each line number among them.
  private let places: [Int32: [Int]]
  /// Thousandths that were taken of each.
  private var taken: [Int64]

  init(_ lines: [ReturnRequest.Line]) {
    self.lines = lines
    places = Dictionary(grouping: lines.indices) { lines[$0].number }
    taken = lines.map { _ in 0 }
  }

  /// Accepted goods by the lines that announced them, in their order; what none announced comes
  /// without a reason of its own.
  ///
  /// - Complexity: O(lines of that number).
  mutating func take(_ one: InspectedGoods) -> [ReturnRequest.Line] {
    var result: [ReturnRequest.Line] = []
    var left = one.accepted
    func add(_ quantity: Int64, _ asked: ReturnRequest.Line?) {
      var line = ReturnRequest.Line(number: one.number, part: one.part, quantity: quantity)
      line.reason = asked?.reason
      line.condition = asked?.condition
      line.expires = asked?.expires
      line.disposition = one.disposition ?? asked?.disposition
      result.append(line)
      left -= quantity
    }
    let own = places[one.number] ?? []
    for place in own where left > 0 && IdentifierRun.same(lines[place].part, one.part) {
      let part = min(left, lines[place].quantity - taken[place])
      guard part > 0 else { continue }
      taken[place] += part
      add(part, lines[place])
    }
    // A part of a kit that was announced as a whole.
    if left > 0 { add(left, own.first.map { lines[$0] }) }
    return result
  }
}
