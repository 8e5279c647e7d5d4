// Prices replaced one at a time (RULES.md X-019).
extension KernelPriceTable {
  /// Puts another amount in the place of a band of the book, where that is one of its own. False
  /// where `keepsAll` and there are too many amounts that ``price`` has no room for.
  /// - Complexity: O(changes), and a copy of ``price`` each ``mostChanges`` changes.
  mutating func replace(_ band: Int, by amount: Int64, keepsAll: Bool) -> Bool {
    let place = band - Int(firstBand)
    // What only the general executor prices stays with it.
    guard price.indices.contains(place), price[place] != KernelPriceTable.unusual else {
      return true
    }
    let index = changeIndex(place)
    if index < changedBands.count, changedBands[index] == place {
      changedAmounts[index] = amount
    } else {
      changedBands.insert(Int32(truncatingIfNeeded: place), at: index)
      changedAmounts.insert(amount, at: index)
    }
    guard changedBands.count > KernelPriceTable.mostChanges else { return true }
    let prices = changedAmounts.map { KernelPriceTable.price($0, unit) }
    guard !keepsAll || !prices.contains(KernelPriceTable.unusual) else { return false }
    for (band, value) in zip(changedBands, prices) { price[Int(band)] = value }
    changedBands = []
    changedAmounts = []
    return true
  }

  /// The first change at a place or behind it.
  private func changeIndex(_ place: Int) -> Int {
    var low = 0
    var high = changedBands.count
    while low < high {
      let middle = (low + high) / 2
      if changedBands[middle] < place { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// What stands in place of a band's amount in millionths, or `nil` where it was not replaced.
  func changedAmount(_ place: Int) -> Int64? {
    let index = changeIndex(place)
    guard index < changedBands.count, changedBands[index] == place else { return nil }
    return changedAmounts[index]
  }

  /// The same as ``price`` has it.
  func changedPrice(_ place: Int) -> UInt32? {
    changedAmount(place).map { KernelPriceTable.price($0, unit) }
  }
}
