/// How far offers reach under the new rules of a backtest (RULES.md U-038).
public struct OfferReach: Sendable {
  /// One offer in one currency.
  public struct Entry: Hashable, Sendable {
    /// The offer's id.
    public var offer: String
    /// The currency of its amounts.
    public var currency: Currency
    /// Orders in which it took something off lines or gave goods.
    public var orders: Int
    /// Dealers who placed them.
    public var dealers: Int
    /// What it took off, and in the book's currency what goods on top cost where their products
    /// state it, less what was charged for them, in millionths.
    public var cost: Int128
    /// Whether ``cost`` is all of it: goods on top may have no known cost, and have none in another
    /// currency than the book's.
    public var isCostKnown: Bool
    /// Nets of the lines on which it took something off, and where it gave goods of the lines of
    /// customers and products that it is for.
    public var volume: Int128
    /// Of the products of these lines the net of dealers outside the control group.
    public var others: Int128
    /// The same of dealers of the control group.
    public var control: Int128
  }

  private struct Key: Hashable {
    var name: Int32
    var currency: Int32
  }

  private struct Row {
    var orders = 0
    var cost: Int128 = 0
    var isCostKnown = true
    var volume: Int128 = 0
    var dealers = IndexBits()
    var products = IndexBits()
  }

  /// Who is compared with; everybody where no group is named.
  public let control: PilotGroup
  /// Orders of the new side that it does not block.
  public private(set) var orders = 0
  private var names = SymbolTable()
  private var currencies: [Currency] = []
  private var rows: [Key: Row] = [:]
  /// Nets by product and currency: outside the control group, and inside.
  private var nets: [Key: (others: Int128, control: Int128)] = [:]
  private var ordering = IndexBits()
  private var others = IndexBits()
  private var controlled = IndexBits()

  init(control: PilotGroup) { self.control = control }

  /// Dealers who ordered; one with orders outside the control group and inside is counted once.
  public var orderingDealers: Int { ordering.count }

  /// Dealers who ordered, outside the control group and inside.
  public var dealers: (others: Int, control: Int) { (others.count, controlled.count) }

  /// Offers that took effect, those that cost most first, then by currency and id.
  /// - Complexity: O(offers × products).
  public var entries: [Entry] {
    rows.map { key, row in
      var entry = Entry(
        offer: names.name(key.name), currency: currencies[Int(key.currency)], orders: row.orders,
        dealers: row.dealers.count, cost: row.cost, isCostKnown: row.isCostKnown,
        volume: row.volume, others: 0, control: 0)
      for product in row.products.all {
        guard let net = nets[Key(name: product, currency: key.currency)] else { continue }
        entry.others += net.others
        entry.control += net.control
      }
      return entry
    }.sorted { a, b in
      if a.cost != b.cost { return a.cost > b.cost }
      if a.currency != b.currency { return a.currency.code < b.currency.code }
      return IdentifierOrder.precedes(a.offer, b.offer)
    }
  }

  // MARK: Adding

  mutating func add(_ sight: Backtest.Sight) {
    guard sight.counts.new else { return }
    orders += 1
    let (side, order) = (sight.right, sight.b)
    let money = currency(sight.currency)
    let dealer = names.intern(sight.order.customer)
    ordering.insert(dealer)
    let isControl = !control.isEverybody && control.holds(order, side.batch, side.rules)
    if isControl { controlled.insert(dealer) } else { others.insert(dealer) }
    let first = side.result.lineStart[order]
    let lines = side.result.lines(of: order)
    var products: [Int32] = []
    for line in 0..<lines.count {
      let dense = side.batch.product[Int(side.batch.lineStart[order]) + line]
      let name = dense >= 0 ? side.rules.catalog.products.name(dense) : ""
      let product = names.intern(name)
      products.append(product)
      let net = Int128(side.result.lineNet[Int(first) + line])
      let key = Key(name: product, currency: money)
      if isControl {
        nets[key, default: (0, 0)].control += net
      } else {
        nets[key, default: (0, 0)].others += net
      }
    }
    addOffers(sight, dealer, money, products)
  }

  private mutating func addOffers(
    _ sight: Backtest.Sight, _ dealer: Int32, _ money: Int32, _ products: [Int32]
  ) {
    let (result, rules) = (sight.right.result, sight.right.rules)
    let first = Int(result.lineStart[sight.b])
    var touched: [Key: Set<Int>] = [:]
    for step in result.steps(of: sight.b) where step.rule.kind == .offer && step.amount != 0 {
      let key = Key(name: names.intern(rules.name(of: step.rule)), currency: money)
      rows[key, default: Row()].cost -= Int128(step.amount)
      touched[key, default: []].insert(Int(step.line))
    }
    for gift in result.gifts[result.giftStart[sight.b]..<result.giftStart[sight.b + 1]] {
      let name = names.intern(rules.name(of: RuleRef(.offer, Int(gift.offer))))
      let key = Key(name: name, currency: money)
      // What is free inside a line is a step of that line already.
      touched[key, default: []].formUnion(gift.isInclusive ? [] : open(to: gift.offer, sight))
      guard !gift.isInclusive else { continue }
      if sight.currency == rules.book.currency, let given = rules.costOnTop(of: gift) {
        rows[key, default: Row()].cost += given
      } else {
        rows[key, default: Row()].isCostKnown = false
      }
    }
    for (key, lines) in touched {
      var row = rows.removeValue(forKey: key) ?? Row()
      row.orders += 1
      row.dealers.insert(dealer)
      for line in lines where products.indices.contains(line) {
        row.volume += Int128(result.lineNet[first + line])
        row.products.insert(products[line])
      }
      rows[key] = row
    }
  }

  /// Positions of the lines whose customer and product an offer is for.
  private func open(to offer: Int32, _ sight: Backtest.Sight) -> [Int] {
    let (side, order) = (sight.right, sight.b)
    let customer = Int(side.batch.customer[order])
    guard customer >= 0 else { return [] }
    return (0..<side.result.lines(of: order).count).filter { line in
      let product = Int(side.batch.product[Int(side.batch.lineStart[order]) + line])
      return product >= 0
        && side.rules.offers.isOpen(Int(offer), customer: customer, product: product)
    }
  }

  private mutating func currency(_ value: Currency) -> Int32 {
    if let index = currencies.firstIndex(of: value) { return Int32(index) }
    currencies.append(value)
    return Int32(currencies.count - 1)
  }
}

/// A set of small numbers.
private struct IndexBits {
  private var words: [UInt64] = []
  private(set) var count = 0

  mutating func insert(_ index: Int32) {
    let word = Int(index) >> 6
    while words.count <= word { words.append(0) }
    let bit = UInt64(1) << UInt64(index & 63)
    guard words[word] & bit == 0 else { return }
    words[word] |= bit
    count += 1
  }

  /// The numbers, ascending.
  var all: [Int32] {
    var found: [Int32] = []
    for (place, word) in words.enumerated() {
      var bits = word
      while bits != 0 {
        found.append(Int32(place << 6 | bits.trailingZeroBitCount))
        bits &= bits - 1
      }
    }
    return found
  }
}
