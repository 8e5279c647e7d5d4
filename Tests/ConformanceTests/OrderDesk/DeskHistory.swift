import DealerRules
import TestSupport

/// Random days of a desk: orders that are placed, leave in parts, come back in parts, at once or
/// step by step, are corrected, amended, cancelled or end by themselves.
struct DeskHistory {
  private var random: SplitMix64
  private var count = 0
  private var hour = 0
  private(set) var lines: [String] = []
  /// The order that a request is about, by its id.
  private(set) var places: [String: String] = [:]
  /// What the generator believes of an order; a request that does not fit is refused.
  private struct Placed {
    var ordered: [Int]
    var left: [Int]
    var back: [Int]
    var ships: [String] = []
    var returns: [String] = []
  }
  private var orders: [(id: String, placed: Placed)] = []
  private let currency: String

  init(seed: UInt64, currency: String, fund: String?) {
    random = SplitMix64(seed: seed)
    self.currency = currency
    lines.append(
      #"{"op":"account","id":"a","at":"2025-03-01T00:00:00Z","account":"D","limit":"unlimited","#
        + #""netsCredit":true}"#)
    if let fund {
      lines.append(
        #"{"op":"fund","id":"f","at":"2025-03-01T00:00:00Z","account":"D",\#(fund)}"#)
    }
    for _ in 0..<(8 + below(14)) { step() }
    // Everything that is left comes back in the end.
    for (place, order) in orders.indices.map({ ($0, orders[$0]) }) {
      hour += 400
      ask("cancel", place, "")
      guard let ship = order.placed.ships.last else { continue }
      ask("return", place, #","ship":"\#(ship)","whole":true"#)
    }
  }

  private mutating func below(_ bound: Int) -> Int { Int(random.next() % UInt64(bound)) }

  @discardableResult
  private mutating func ask(_ op: String, _ place: Int, _ more: String) -> String {
    count += 1
    hour += 1 + below(5)
    let id = "\(op)\(count)"
    let day = 1 + hour / 24
    let at = "2025-\(day > 31 ? "04" : "03")-\(Self.two(day > 31 ? min(day - 31, 30) : day))"
    let own = op == "place" ? "" : #","place":"\#(orders[place].id)""#
    places[id] = op == "place" ? id : orders[place].id
    lines.append(
      #"{"op":"\#(op)","id":"\#(id)","at":"\#(at)T\#(Self.two(hour % 24)):00:00Z"\#(own)\#(more)}"#)
    return id
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private mutating func step() {
    guard !orders.isEmpty, orders.count > 1 || below(8) > 0 else { return place() }
    let place = below(orders.count)
    switch below(12) {
    case 0..<4: ship(place)
    case 4..<7: takeBack(place)
    case 7: life(place)
    case 8: correct(place)
    case 9, 10: amend(place)
    default: if below(3) == 0 { ask("cancel", place, "") } else { ship(place) }
    }
  }

  private mutating func place() {
    let ordered = [1 + below(8), below(4)]
    let products = ["A", "B"]
    let own = zip(products, ordered).filter { $0.1 > 0 }
      .map { #""product":"\#($0.0)","quantity":"\#($0.1)""# }
    let expires =
      below(4) == 0 ? #","expires":"2025-03-\#(Self.two(min(31, 2 + hour / 24)))T12:00:00Z""# : ""
    let order = TextProject.order(
      "x", own, currency == "CNY" ? "" : #","currency":"\#(currency)""#)
    let id = ask("place", 0, #","order":\#(order)\#(expires)"#)
    orders.append((id, Placed(ordered: ordered, left: [0, 0], back: [0, 0])))
  }

  private static func text(_ quantities: [Int], _ name: String = "quantity") -> String {
    let rows = quantities.enumerated().filter { $0.element > 0 }
      .map { #"{"number":\#($0.offset + 1),"\#(name)":"\#($0.element)"}"# }
    return #""lines":[\#(rows.joined(separator: ","))]"#
  }

  private mutating func ship(_ place: Int) {
    var now = [0, 0]
    for line in 0..<2 {
      let rest = orders[place].placed.ordered[line] - orders[place].placed.left[line]
      now[line] = below(max(1, rest + 1))
    }
    if now == [0, 0], below(4) > 0 { return }
    let ends = below(5) == 0
    if ends, below(2) == 0 {
      orders[place].placed.left = orders[place].placed.ordered
      orders[place].placed.ships.append(ask("ship", place, ""))
      return
    }
    let more = ends ? #","supplierFault":\#(below(2) == 0)"# : #","close":false"#
    // Of an order that ends a line that is not named leaves whole.
    let rows = now.enumerated().filter { orders[place].placed.ordered[$0.offset] > 0 }
      .filter { $0.element > 0 || ends }
      .map { #"{"number":\#($0.offset + 1),"quantity":"\#($0.element)"}"# }
    let id = ask("ship", place, #","lines":[\#(rows.joined(separator: ","))]\#(more)"#)
    for line in 0..<2 { orders[place].placed.left[line] += now[line] }
    orders[place].placed.ships.append(id)
  }

  private mutating func goods(_ place: Int) -> [Int] {
    (0..<2).map { line in
      below(max(1, orders[place].placed.left[line] - orders[place].placed.back[line] + 1))
    }
  }

  private mutating func takeBack(_ place: Int) {
    guard let ship = orders[place].placed.ships.last else { return self.ship(place) }
    let now = goods(place)
    guard now != [0, 0] else { return self.ship(place) }
    ask("return", place, #","ship":"\#(ship)","# + Self.text(now))
    for line in 0..<2 { orders[place].placed.back[line] += now[line] }
  }

  /// A return step by step, perhaps in two parts.
  private mutating func life(_ place: Int) {
    guard let ship = orders[place].placed.ships.last else { return }
    let now = goods(place)
    guard now != [0, 0] else { return }
    let id = ask("authorise", place, #","ship":"\#(ship)","# + Self.text(now))
    orders[place].placed.returns.append(id)
    for line in 0..<2 { orders[place].placed.back[line] += now[line] }
    let first = now.map { $0 > 0 ? below($0) : 0 }
    for part in first == [0, 0] ? [now] : [first, zip(now, first).map { $0 - $1 }] {
      onReturn("receive", id, place, "," + Self.text(part))
      onReturn("inspect", id, place, "," + Self.text(part, "accepted"))
      onReturn("settle", id, place, "")
    }
  }

  private mutating func onReturn(_ op: String, _ id: String, _ place: Int, _ more: String) {
    let request = ask(op, place, "")
    let line = lines.removeLast()
    lines.append(
      line.replacing(
        #","place":"\#(orders[place].id)"}"#, with: #","return":"\#(id)"\#(more)}"#))
    places[request] = orders[place].id
  }

  private mutating func correct(_ place: Int) {
    guard let id = orders[place].placed.returns.last else { return }
    onReturn("reverse", id, place, #","who":"ann","why":"counted again""#)
    if below(2) == 0 { onReturn("settle", id, place, "") }
  }

  private mutating func amend(_ place: Int) {
    var wanted = orders[place].placed.ordered
    for line in 0..<2 where wanted[line] > 0 {
      wanted[line] = max(orders[place].placed.left[line], 1 + below(9))
    }
    let terms = ["keepPrices", "repriceAdded", "repriceAll", "repriceAll"][below(4)]
    let fault = below(3) == 0 ? #","supplierFault":true"# : ""
    ask("amend", place, #","terms":"\#(terms)"\#(fault),"# + Self.text(wanted))
    orders[place].placed.ordered = wanted
  }
}
