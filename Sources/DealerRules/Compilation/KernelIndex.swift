/// Which offers a line can have, as bits by place: of its customer, its product, its order's
/// channel and instant, and its quantity. The bits that all of them share are its candidates.
struct KernelIndex: Sendable {
  let words: Int

  // Customers: a row of words per class.
  private(set) var customerClass: [Int32] = []
  private(set) var customers: ContiguousArray<UInt64> = []

  /// Words of product p that hold anything, `entryBits[products[p].start..<products[p].end]`, and
  /// which words they are, in their order; products of a class share theirs. Two columns, because
  /// ten bytes a word stay in a cache that sixteen leave.
  private(set) var products: ContiguousArray<Entries> = []
  private(set) var entryBits: ContiguousArray<UInt64> = []
  private(set) var entryWords: ContiguousArray<UInt16> = []

  /// Where the words of a product stand: plain cuts, what is between, order offers and unusual
  /// ones.
  struct Entries: Sendable {
    var start: Int32
    var middle: Int32
    var order: Int32
    var end: Int32
  }

  /// Products have so many words that what an order's lines share is worked out once for them.
  private(set) var isDense = false

  // Channels: row 0 is for those that no offer names.
  private(set) var channelRow: ContiguousArray<Int32> = []
  private(set) var channels: ContiguousArray<UInt64> = []

  /// Instants at which offers begin or end; between two of them lies a row.
  private(set) var edges: ContiguousArray<Int64> = []
  /// Rows at equal steps from the first day on that an offer names, so that few edges are left to
  /// look among.
  private(set) var edgeRow: ContiguousArray<Int32> = []
  private(set) var firstEdge: Int64 = 0
  private(set) var edgeShift: UInt64 = 0
  private(set) var times: ContiguousArray<UInt64> = []

  /// Base units from which offers hold or end; between two of them lies a row.
  private(set) var breaks: ContiguousArray<Int64> = []
  /// One row after another for lines of any table, then as many for lines of protected ones.
  private(set) var quantities: ContiguousArray<UInt64> = []
  /// Rows of the first quantities, so that most need no search.
  private(set) var quantityRow: ContiguousArray<UInt8> = []

  /// - Parameters:
  ///   - place: The place of each offer, −1 for one that has none.
  ///   - wordStart: Where the words of each class of offers begin; at the end, how many there are.
  init?(_ rules: CompiledParts, _ place: [Int32], _ wordStart: [Int]) {
    words = wordStart.last ?? 0
    let offers = rules.offers
    guard !offers.customers.testsPerLine, !offers.products.testsPerLine else { return nil }
    guard words > 0 else { return }
    guard words <= UInt16.max, addClasses(offers, place, wordStart),
      addChannels(rules, place), addTimes(offers, place), addQuantities(rules, place)
    else { return nil }
    addProtected(offers, place)
  }

  private static func set(_ place: Int32, _ row: Int, _ bits: inout ContiguousArray<UInt64>) {
    bits[row + Int(place) >> 6] |= 1 << UInt64(place & 63)
  }

  // MARK: Customers and products

  private mutating func addClasses(
    _ offers: OfferTable, _ place: [Int32], _ wordStart: [Int]
  ) -> Bool {
    let own = offers.words
    guard own > 0 else { return true }
    customerClass = offers.customers.classes
    let customerClasses = offers.customers.bits.count / own
    guard customerClasses * words <= KernelProgram.words else { return false }
    customers = ContiguousArray(repeating: 0, count: customerClasses * words)
    for row in 0..<customerClasses {
      KernelIndex.each(offers.customers.bits, row * own, own) { offer in
        if place[offer] >= 0 { KernelIndex.set(place[offer], row * words, &customers) }
      }
    }
    var bits = ContiguousArray<UInt64>(repeating: 0, count: words)
    var classes: ContiguousArray<Entries> = []
    for row in 0..<offers.products.bits.count / own {
      for word in bits.indices { bits[word] = 0 }
      KernelIndex.each(offers.products.bits, row * own, own) { offer in
        if place[offer] >= 0 { KernelIndex.set(place[offer], 0, &bits) }
      }
      let start = Int32(entryBits.count)
      for word in bits.indices where bits[word] != 0 {
        entryBits.append(bits[word])
        entryWords.append(UInt16(truncatingIfNeeded: word))
      }
      guard entryBits.count <= KernelProgram.words else { return false }
      // Classes of offers stand one after another, so that an entry's word tells its class.
      func first(_ of: KernelOffers.Class) -> Int32 {
        start + Int32(entryWords[Int(start)...].prefix { $0 < wordStart[of.rawValue] }.count)
      }
      classes.append(
        Entries(
          start: start, middle: first(.gift), order: first(.order), end: Int32(entryBits.count)))
    }
    for row in offers.products.classes { products.append(classes[Int(row)]) }
    isDense = entryBits.count * 4 >= classes.count * words
    return true
  }

  private static func each(
    _ bits: [UInt64], _ start: Int, _ words: Int, _ visit: (Int) -> Void
  ) {
    for word in 0..<words {
      var rest = bits[start + word]
      while rest != 0 {
        visit(word << 6 | rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
  }

  // MARK: Channels, time and quantity

  /// Whether a condition says nothing but of the channel and of the quantity of the line.
  static func isPlain(_ node: Int32, _ table: ConditionTable) -> Bool {
    return table.parts(of: node).allSatisfy { part in
      let field = table.onlyField(part)
      return field == .channel || field == .lineQuantity
    }
  }

  /// The bounds that a node names, in millionths.
  private static func values(_ node: Int32, _ table: ConditionTable) -> [Int64] {
    let leaf = table.nodes[Int(node)]
    switch leaf.kind {
    case .all, .any, .not:
      let start = Int(leaf.start)
      let count = leaf.kind == .not ? 1 : Int(leaf.count)
      return table.children[start..<start + count].flatMap { values($0, table) }
    default:
      return [leaf.low, leaf.high].filter { $0 != .min && $0 != .max }
    }
  }

  private mutating func addChannels(_ rules: CompiledParts, _ place: [Int32]) -> Bool {
    let table = rules.conditions
    var symbols: Set<Int32> = []
    var nodes: [(place: Int32, node: Int32)] = []
    for (offer, place) in place.enumerated() where place >= 0 {
      for part in table.parts(of: rules.offers.restNode[offer])
      where table.onlyField(part) == .channel {
        nodes.append((place, part))
        symbols.formUnion(KernelIndex.symbols(part, table))
      }
    }
    let named = symbols.sorted()
    guard (named.count + 1) * words <= KernelProgram.words else { return false }
    channels = ContiguousArray(repeating: .max, count: (named.count + 1) * words)
    channelRow = ContiguousArray(repeating: 0, count: Int(named.last ?? -1) + 1)
    for (row, symbol) in ([-1] + named).enumerated() {
      if symbol >= 0 { channelRow[Int(symbol)] = Int32(row) }
      for (place, node) in nodes
      where !table.holds(node, ConditionContext(channel: symbol), rules.catalog, NoAttributes()) {
        channels[row * words + Int(place) >> 6] &= ~(1 << UInt64(place & 63))
      }
    }
    return true
  }

  private static func symbols(_ node: Int32, _ table: ConditionTable) -> [Int32] {
    let leaf = table.nodes[Int(node)]
    let start = Int(leaf.start)
    switch leaf.kind {
    case .all, .any:
      return table.children[start..<start + Int(leaf.count)].flatMap { symbols($0, table) }
    case .not: return symbols(table.children[start], table)
    case .isIn: return Array(table.values[start..<start + Int(leaf.count)])
    default: return []
    }
  }

  private mutating func addTimes(_ offers: OfferTable, _ place: [Int32]) -> Bool {
    let all = place.indices.filter { place[$0] >= 0 }
    edges = ContiguousArray(Set(all.flatMap { [offers.from[$0], offers.until[$0]] }).sorted())
    guard (edges.count + 1) * words <= KernelProgram.words else { return false }
    addSteps()
    times = ContiguousArray(repeating: 0, count: (edges.count + 1) * words)
    let rowOf = Dictionary(uniqueKeysWithValues: edges.enumerated().map { ($1, $0 + 1) })
    for offer in all {
      // Row 0 lies before every edge.
      guard let first = rowOf[offers.from[offer]], let end = rowOf[offers.until[offer]] else {
        continue
      }
      for row in first..<max(first, end) { KernelIndex.set(place[offer], row * words, &times) }
    }
    return true
  }

  /// Notes the rows of some 1,000 equal steps between the first day that an offer names and the
  /// last one.
  private mutating func addSteps() {
    let named = edges.filter { $0 != .min && $0 != .max }
    guard let first = named.first, let last = named.last else { return }
    let (span, overflow) = last.subtractingReportingOverflow(first)
    guard !overflow else { return }
    firstEdge = first
    edgeShift = UInt64(max(0, Int64.bitWidth - span.leadingZeroBitCount - 10))
    var row = 0
    for step in 0...(span >> edgeShift) {
      while row < edges.count, edges[row] <= first + step << edgeShift { row += 1 }
      edgeRow.append(Int32(row))
    }
  }

  private mutating func addQuantities(_ rules: CompiledParts, _ place: [Int32]) -> Bool {
    let table = rules.conditions
    var nodes: [(place: Int32, node: Int32)] = []
    var found: Set<Int64> = []
    for (offer, place) in place.enumerated() where place >= 0 {
      for part in table.parts(of: rules.offers.restNode[offer])
      where table.onlyField(part) == .lineQuantity {
        nodes.append((place, part))
        // Where a bound is left out or taken in, what is right above it differs too.
        for value in KernelIndex.values(part, table) {
          found.formUnion([value / 1_000_000, value / 1_000_000 + 1])
        }
      }
    }
    breaks = ContiguousArray(found.filter { $0 > 1 && $0 < KernelProgram.mostUnits }.sorted())
    guard breaks.count < 255, (breaks.count + 1) * words * 2 <= KernelProgram.words else {
      return false
    }
    quantities = ContiguousArray(repeating: .max, count: (breaks.count + 1) * words)
    for (row, units) in ([1] + breaks).enumerated() {
      let context = ConditionContext(
        quantityNumerator: Int128(units) * 1000, quantityDenominator: 1)
      for (place, node) in nodes where !table.holds(node, context, rules.catalog, NoAttributes()) {
        quantities[row * words + Int(place) >> 6] &= ~(1 << UInt64(place & 63))
      }
    }
    for units in 0..<Int64(512) {
      quantityRow.append(UInt8(breaks.prefix { $0 <= units }.count))
    }
    return true
  }

  /// The rows of quantities once more with the offers that also hold for lines of protected tables.
  private mutating func addProtected(_ offers: OfferTable, _ place: [Int32]) {
    var bits = ContiguousArray<UInt64>(repeating: 0, count: words)
    for (offer, place) in place.enumerated() where place >= 0 && offers.includesProtected[offer] {
      KernelIndex.set(place, 0, &bits)
    }
    for cell in quantities.indices { quantities.append(quantities[cell] & bits[cell % words]) }
  }

  // MARK: Rows

  /// The row of an instant. O(log edges).
  func timeRow(_ instant: Int64) -> Int {
    var low = 0
    var high = edges.count
    if instant >= firstEdge {
      let step = UInt64(truncatingIfNeeded: instant &- firstEdge) &>> edgeShift
      if let next = Int(exactly: step), next &+ 1 < edgeRow.count {
        (low, high) = (Int(edgeRow[next]), Int(edgeRow[next &+ 1]))
      }
    }
    while low < high {
      let middle = (low &+ high) >> 1
      if edges[middle] <= instant { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  /// The row of a number of base units, for lines of protected tables or of others. O(log breaks)
  /// for large numbers.
  @inline(__always)
  func quantityRow(_ units: Int32, _ isProtected: Bool) -> Int {
    let first = isProtected ? breaks.count &+ 1 : 0
    if Int(units) < quantityRow.count { return first &+ Int(quantityRow[Int(units)]) }
    let units = Int64(units)
    var low = 0
    var high = breaks.count
    while low < high {
      let middle = (low + high) / 2
      if breaks[middle] <= units { low = middle + 1 } else { high = middle }
    }
    return first &+ low
  }

  /// The row of a channel.
  @inline(__always)
  func channelRow(_ channel: Int32) -> Int {
    channel >= 0 && Int(channel) < channelRow.count ? Int(channelRow[Int(channel)]) : 0
  }
}
