import DealerRules

/// Tries every way to share the units of a small cart (RULES.md O-028), with nothing cut short.
struct BestSharing {
  /// Units still open on each line, how often each deal may still be made, and what it may still
  /// take off.
  private struct State: Hashable {
    var units: [Int]
    var times: [Int]
    var room: [Int]
    /// What each deal may still take off each line.
    var lineRoom: [[Int]]
  }

  private let cart: SmallCart
  /// A set: units of each line, what it takes off each, of one amount a set all on the first, and
  /// the lines that it takes something off.
  private typealias Way = (units: [Int], savings: [Int], touched: Set<Int>)
  private var sets: [[Way]]
  private var known: [State: Int] = [:]

  init(_ cart: SmallCart) {
    self.cart = cart
    sets = cart.deals.map { deal in
      // What is counted: units, or whole packs with the prices of packs.
      let sizes = cart.lines.map { deal.isPacked ? cart.packs[$0.product] : 1 }
      var counted = cart
      for line in cart.lines.indices {
        let product = cart.lines[line].product
        counted.lines[line].units /= sizes[line]
        // A product of single units is sold in no packs.
        if deal.isPacked, sizes[line] == 1 { counted.lines[line].units = 0 }
        counted.prices[product] = cart.prices[product] * sizes[line]
      }
      return BestSharing.choices(of: deal.size, counted.lines.map(\.units)).compactMap { units in
        BestSharing.savings(deal, units, counted).map { way in
          (zip(units, sizes).map { $0 * $1 }, way.savings, way.touched)
        }
      }
    }
  }

  /// Takes lines away from the deals that could take something off them.
  mutating func close(_ lines: Set<Int>) {
    for deal in sets.indices {
      let own = sets[deal].filter { $0.savings.contains { $0 > 0 } }
        .reduce(into: Set<Int>()) { $0.formUnion($1.touched) }
      sets[deal].removeAll { way in lines.contains { way.units[$0] > 0 && own.contains($0) } }
    }
    known.removeAll()
  }

  /// The most cents that all sets together take off.
  mutating func best() -> Int {
    best(
      State(
        units: cart.lines.map(\.units),
        times: cart.deals.map { min($0.times ?? 1000, $0.unitSets ?? 1000) },
        room: cart.deals.map { $0.most ?? 1_000_000 },
        lineRoom: cart.deals.map { deal in
          cart.lines.map { _ in deal.mostPerLine ?? 1_000_000 }
        }))
  }

  private mutating func best(_ state: State) -> Int {
    if let answer = known[state] { return answer }
    var most = 0
    for (deal, ways) in sets.enumerated() where state.times[deal] > 0 {
      for way in ways where zip(way.units, state.units).allSatisfy({ $0 <= $1 }) {
        var next = state
        for line in next.units.indices { next.units[line] -= way.units[line] }
        next.times[deal] -= 1
        var wanted = 0
        for line in way.savings.indices {
          let part = min(way.savings[line], state.lineRoom[deal][line])
          next.lineRoom[deal][line] -= part
          wanted += part
        }
        let saving = min(wanted, state.room[deal])
        if cart.deals[deal].isWhole, saving < wanted { continue }
        next.room[deal] -= saving
        most = max(most, saving + best(next))
      }
    }
    known[state] = most
    return most
  }

  /// Every choice of so many units.
  private static func choices(of size: Int, _ units: [Int]) -> [[Int]] {
    guard let first = units.first else { return size == 0 ? [[]] : [] }
    return (0...min(first, size)).flatMap { count in
      choices(of: size - count, Array(units.dropFirst())).map { [count] + $0 }
    }
  }

  /// What a set of exactly these units takes off each line; `nil` where they make none.
  private static func savings(
    _ deal: SmallCart.Deal, _ units: [Int], _ cart: SmallCart
  ) -> (savings: [Int], touched: Set<Int>)? {
    if deal.isSameLine, units.filter({ $0 > 0 }).count > 1 { return nil }
    guard let got = got(deal, units, cart) else { return nil }
    let prices = cart.lines.map { cart.prices[$0.product] }
    let sum = zip(got, prices).reduce(0) { $0 + $1.0 * $1.1 }
    func each(_ saving: (Int) -> Int) -> (savings: [Int], touched: Set<Int>) {
      let savings = zip(got, prices).map { $0 * saving($1) }
      return (savings, Set(savings.indices.filter { savings[$0] > 0 }))
    }
    // What is taken off a set is spread over all that it got.
    func once(_ saving: Int) -> (savings: [Int], touched: Set<Int>) {
      ([saving] + prices.dropFirst().map { _ in 0 }, Set(got.indices.filter { got[$0] > 0 }))
    }
    switch deal.saving {
    case .percent(let rate): return each { $0 * rate / 100 }
    case .amountPerUnit(let cents): return each { min($0, cents) }
    case .amountPerSet(let cents): return once(min(sum, cents))
    case .pricePerUnit(let cents): return each { max($0 - cents, 0) }
    case .pricePerSet(let cents): return sum > cents ? once(sum - cents) : nil
    }
  }

  /// O-017: which of these units are got, line by line; `nil` where they do not fill the slots.
  private static func got(
    _ deal: SmallCart.Deal, _ units: [Int], _ cart: SmallCart
  ) -> [Int]? {
    var open = units
    var needs = deal.get + deal.buy
    guard canFill(needs, open, cart) else { return nil }
    var got = units.map { _ in 0 }
    for slot in needs.indices {
      let isGet = slot < deal.get.count
      for line in ordered(cart, isGet ? deal.select : deal.selectBuy) {
        while needs[slot].quantity > 0, open[line] > 0,
          needs[slot].products.contains(cart.lines[line].product)
        {
          open[line] -= 1
          needs[slot].quantity -= 1
          guard canFill(needs, open, cart) else {
            open[line] += 1
            needs[slot].quantity += 1
            break
          }
          if isGet { got[line] += 1 }
        }
      }
    }
    return got
  }

  /// Whether some way of handing out the units fills the slots.
  private static func canFill(
    _ slots: [SmallCart.Slot], _ open: [Int], _ cart: SmallCart
  ) -> Bool {
    guard let first = slots.firstIndex(where: { $0.quantity > 0 }) else { return true }
    return open.indices.contains { line in
      guard open[line] > 0, slots[first].products.contains(cart.lines[line].product) else {
        return false
      }
      var fewer = open
      var rest = slots
      fewer[line] -= 1
      rest[first].quantity -= 1
      return canFill(rest, fewer, cart)
    }
  }

  /// Lines in the order in which units are taken; ties by number.
  private static func ordered(_ cart: SmallCart, _ select: UnitSelection) -> [Int] {
    cart.lines.indices.sorted { a, b in
      let (x, y) = (cart.prices[cart.lines[a].product], cart.prices[cart.lines[b].product])
      switch select {
      case .cheapest: return x == y ? a < b : x < y
      case .dearest: return x == y ? a < b : y < x
      case .lineOrder: return a < b
      }
    }
  }
}
