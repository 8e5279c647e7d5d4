/// Sums of a backtest by dealer, tier, region, product and offer; ids are interned, so that an
/// order costs a few look-ups of integers.
struct BacktestTables: Sendable {
  private struct Key: Hashable {
    var name: Int32
    var currency: Int32
  }

  private struct Row {
    var count = 0
    var revenue = BacktestPair()
    var cost = BacktestPair()
    /// Goods without a known cost, by the symbol of their product.
    var uncosted: [Int32: BacktestPair] = [:]

    /// Adds what the sides say; `costs` where it counts among what the change costs.
    mutating func add(_ old: Int64?, _ new: Int64?, costs: Bool) {
      count += 1
      revenue.add(old, new)
      if costs { cost.add(old, new) }
    }
  }

  private var names = SymbolTable()
  private var currencies: [Currency] = []
  private var rows: [[Key: Row]] = Array(
    repeating: [:], count: BacktestDimension.allCases.count)
  /// Symbols of rules and products that were met, by side.
  private var rules: [[RuleRef: Int32]] = [[:], [:]]
  private var products: [Int32: Int32] = [:]

  private mutating func currency(_ value: Currency) -> Int32 {
    if let index = currencies.firstIndex(of: value) { return Int32(index) }
    currencies.append(value)
    return Int32(currencies.count - 1)
  }

  func entries(_ dimension: BacktestDimension) -> [BacktestEntry] {
    rows[BacktestTables.index(dimension)].map { key, row in
      BacktestEntry(
        name: names.name(key.name), currency: currencies[Int(key.currency)], count: row.count,
        revenue: row.revenue, cost: row.cost,
        uncosted: row.uncosted.map { BacktestGoods(product: names.name($0.key), units: $0.value) }
          .sorted { IdentifierOrder.precedes($0.product, $1.product) })
    }
  }

  private static func index(_ dimension: BacktestDimension) -> Int {
    switch dimension {
    case .dealer: 0
    case .tier: 1
    case .region: 2
    case .product: 3
    case .offer: 4
    }
  }

  // MARK: Adding

  mutating func add(_ sight: Backtest.Sight) {
    let money = currency(sight.currency)
    let counts = sight.counts
    let net = sight.net
    let amounts = (old: counts.old ? net.old : nil, new: counts.new ? net.new : nil)
    let dealer = names.intern(sight.order.customer)
    add(.dealer, Key(name: dealer, currency: money), amounts)
    add(.tier, Key(name: names.intern(tier(sight)), currency: money), amounts)
    add(.region, Key(name: names.intern(region(sight)), currency: money), amounts)
    addLines(sight, money)
    addSteps(sight, money)
  }

  private mutating func add(
    _ dimension: BacktestDimension, _ key: Key, _ amounts: (old: Int64?, new: Int64?)
  ) {
    rows[BacktestTables.index(dimension)][key, default: Row()].add(
      amounts.old, amounts.new, costs: amounts.old != nil && amounts.new != nil)
  }

  /// The customer's tier in the new rules, else in the old ones.
  private func tier(_ sight: Backtest.Sight) -> String {
    for (side, index) in [(sight.right, sight.b), (sight.left, sight.a)] {
      let customer = side.batch.customer[index]
      guard customer >= 0 else { continue }
      let tier = side.rules.catalog.customerTier[Int(customer)]
      if tier >= 0 { return side.rules.catalog.texts.name(tier) }
    }
    return ""
  }

  private func region(_ sight: Backtest.Sight) -> String {
    for (side, index) in [(sight.right, sight.b), (sight.left, sight.a)] {
      let place = side.batch.region[index]
      if place >= 0 {
        return side.rules.catalog.regions.name(side.rules.catalog.regionTree.symbol(place))
      }
    }
    return ""
  }

  private mutating func addLines(_ sight: Backtest.Sight, _ money: Int32) {
    let counts = sight.counts
    let (left, right) = (sight.left, sight.right)
    let count =
      counts.old
      ? left.result.lines(of: sight.a).count : right.result.lines(of: sight.b).count
    guard counts.old || counts.new else { return }
    for line in 0..<count {
      let old = counts.old ? left.result.lineNet[left.result.lineStart[sight.a] + line] : nil
      let new = counts.new ? right.result.lineNet[right.result.lineStart[sight.b] + line] : nil
      let name = product(left, Int(left.batch.lineStart[sight.a]) + line)
      add(.product, Key(name: name, currency: money), (old, new))
    }
  }

  private mutating func product(_ side: BacktestSide, _ line: Int) -> Int32 {
    let product = side.batch.product[line]
    if let known = products[product], product >= 0 { return known }
    let name =
      product >= 0
      ? side.rules.catalog.products.name(product)
      : side.batch.unknownProducts[Int32(line)] ?? ""
    let symbol = names.intern(name)
    if product >= 0 { products[product] = symbol }
    return symbol
  }

  /// What rules took off the lines of orders that their side does not block.
  private mutating func addSteps(_ sight: Backtest.Sight, _ money: Int32) {
    let counts = sight.counts
    let costs = counts.old && counts.new
    if counts.old { addSteps(sight.left, sight.a, money, isNew: false, costs: costs) }
    if counts.new {
      // Outside the pilot group the new side is the old one.
      let isOld = sight.right.rules.identity === sight.left.rules.identity
      addSteps(sight.right, sight.b, money, isNew: true, namesOld: isOld, costs: costs)
    }
  }

  private mutating func addSteps(
    _ side: BacktestSide, _ order: Int, _ money: Int32, isNew: Bool, namesOld: Bool = false,
    costs: Bool
  ) {
    let names = isNew && !namesOld ? 1 : 0
    for step in side.result.steps(of: order) where step.kind != .price {
      let symbol = symbol(step.rule, names, side.rules)
      rows[BacktestTables.index(.offer)][Key(name: symbol, currency: money), default: Row()].add(
        isNew ? nil : step.amount, isNew ? step.amount : nil, costs: costs)
    }
    addGifts(
      side, order, { Key(name: $0, currency: money) }, isNew: isNew, costs: costs, names)
  }

  /// What goods on top cost beyond what is charged for them, like an amount off (RULES.md U-038);
  /// the goods themselves where that is not known, as it is in no other currency than the book's.
  private mutating func addGifts(
    _ side: BacktestSide, _ order: Int, _ key: (Int32) -> Key, isNew: Bool, costs: Bool,
    _ names: Int
  ) {
    let isOwn = side.batch.currency(of: order) == side.rules.book.currency
    let gifts = side.result.giftStart[order]..<side.result.giftStart[order + 1]
    for gift in side.result.gifts[gifts] where !gift.isInclusive {
      let cost = isOwn ? side.rules.costOnTop(of: gift).flatMap { Int64(exactly: $0) } : nil
      let symbol = symbol(RuleRef(.offer, Int(gift.offer)), names, side.rules)
      let off = cost.map { -$0 }
      rows[BacktestTables.index(.offer)][key(symbol), default: Row()].add(
        isNew ? nil : off, isNew ? off : nil, costs: costs)
      guard cost == nil else { continue }
      let product = self.names.intern(side.rules.catalog.products.name(gift.product))
      rows[BacktestTables.index(.offer)][key(symbol), default: Row()]
        .uncosted[product, default: BacktestPair()].add(
          isNew ? nil : gift.quantity, isNew ? gift.quantity : nil)
    }
  }

  private mutating func symbol(_ rule: RuleRef, _ side: Int, _ book: CompiledRules) -> Int32 {
    if let known = rules[side][rule] { return known }
    let symbol = names.intern(book.name(of: rule))
    rules[side][rule] = symbol
    return symbol
  }
}
