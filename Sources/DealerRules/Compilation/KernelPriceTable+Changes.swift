// Prices replaced one at a time (RULES.md X-019).
extension KernelPriceTable {
  /// The table with another amount for a band of the book, where that is one of its own.
  /// - Complexity: O(log changes), and a copy of ``price`` each ``mostChanges`` changes.
  func replacing(_ band: Int32, by amount: Int64, step: Int64) -> KernelPriceTable {
    let place = Int(band) - Int(firstBand)
    // What only the general executor prices stays with it.
    guard price.indices.contains(place), price[place] != KernelPriceTable.unusual else {
      return self
    }
    var table = self
    table.change(place, to: KernelPriceTable.price(amount, step / parts))
    return table
  }

  private mutating func change(_ place: Int, to value: UInt32) {
    let index = changeIndex(place)
    if index < changedBands.count, changedBands[index] == place {
      changedPrices[index] = value
    } else {
      changedBands.insert(Int32(truncatingIfNeeded: place), at: index)
      changedPrices.insert(value, at: index)
    }
    guard changedBands.count > KernelPriceTable.mostChanges else { return }
    for (band, value) in zip(changedBands, changedPrices) { price[Int(band)] = value }
    changedBands = []
    changedPrices = []
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

  /// What stands in place of a band's price, or `nil` where it was not replaced.
  func changedPrice(_ place: Int) -> UInt32? {
    let index = changeIndex(place)
    guard index < changedBands.count, changedBands[index] == place else { return nil }
    return changedPrices[index]
  }
}
