// Tables whose rows are all plain are counted (RULES.md P-002).
extension GroupBuilder {
  /// The rows as a counted table; `nil` where one of them is not plain, or where the keys are too
  /// few for a list of all parties. Of plain rows there is nothing to report but what their columns
  /// show: they have one schedule a key, breaks that ascend, and no amount below zero.
  func counted(
    _ info: PriceTableInfo, _ columns: PriceColumns, _ keys: [Int32], _ entries: [Entry],
    _ order: [Int32], products: Int, step: Int64
  ) -> CountedPrices? {
    guard let party = KernelPriceTable.party(of: info, columns), let last = order.last,
      let breaks = breaks(keys, entries, order), arePlain(entries, breaks, order),
      haveBreaks(breaks.count, keys, order)
    else { return nil }
    let width = codes.count
    let parties = width == 1 ? 1 : Int(keys[Int(last) * width]) + 1
    let count = order.count / breaks.count
    guard parties * KernelPriceTable.pages(of: products) <= count + 1024 else { return nil }
    let amounts = table.rows.amounts
    var prices = KernelPriceTable(party: party, isProtected: table.isProtected)
    prices.addBreaks(breaks)
    guard prices.addPrices(order.count, step: step, { amounts[Int(order[$0])] }) else {
      return nil
    }
    prices.addKeys(count, products: products) { key in
      let cell = Int(order[key * breaks.count]) * width
      return (width == 1 ? 0 : keys[cell], keys[cell + width - 1])
    }
    prices.counted = info.counted
    let inOrder = order.indices.allSatisfy { Int(order[$0]) == $0 }
    return CountedPrices(
      prices, table: index, keys: count, breaks: breaks, rows: inOrder ? [] : exact(order))
  }

  /// Where the bands of the first key begin, if those of every key may begin there.
  private func breaks(_ keys: [Int32], _ entries: [Entry], _ order: [Int32]) -> [Int64]? {
    let first = order[0]
    let breaks = order.prefix { sameKey(keys, first, $0) }.map { entries[Int($0)].from }
    return mayBreak(at: breaks) ? breaks : nil
  }

  /// Whether the bands of every key may begin there.
  func mayBreak(at breaks: [Int64]) -> Bool {
    if breaks.count > 1 || breaks[0] != 0 {
      let schedule = table.schedule
      guard schedule.basis == .quantity, schedule.scope == .line, !schedule.countsPeriod else {
        return false
      }
    }
    for (position, from) in breaks.enumerated() {
      guard from >= 0, from % 1000 == 0, from / 1000 < KernelProgram.mostUnits,
        position == 0 || breaks[position - 1] < from
      else { return false }
    }
    // A single band from the first unit on is the only one whose start the kernel does not ask.
    return breaks.count > 1 || breaks[0] <= 1000
  }

  /// Whether all rows are always in force, in the book's currency and base units, and say no more
  /// than an amount.
  private func arePlain(_ entries: [Entry], _ breaks: [Int64], _ order: [Int32]) -> Bool {
    let window = entries[Int(order[0])].window
    let validity = table.rows.windows[Int(window)]
    guard validity.from == Validity.always.from, validity.until == Validity.always.until else {
      return false
    }
    guard table.rows.extras.values.allSatisfy(\.isPlain) else { return false }
    var next = 0
    for row in order {
      let entry = entries[Int(row)]
      guard entry.currency == bookCurrency, entry.unit < 0, entry.window == window,
        entry.from == breaks[next]
      else { return false }
      next = next + 1 == breaks.count ? 0 : next + 1
    }
    return next == 0
  }

  /// Whether a new key begins with every so many rows, and with no other.
  private func haveBreaks(_ count: Int, _ keys: [Int32], _ order: [Int32]) -> Bool {
    for position in order.indices.dropFirst()
    where sameKey(keys, order[position - 1], order[position]) == (position % count == 0) {
      return false
    }
    return true
  }

  /// A copy that has no room to spare.
  private func exact(_ order: [Int32]) -> ContiguousArray<Int32> {
    var rows: ContiguousArray<Int32> = []
    rows.reserveCapacity(order.count)
    rows.append(contentsOf: order)
    return rows
  }
}
