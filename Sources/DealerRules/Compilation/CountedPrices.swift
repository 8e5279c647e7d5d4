/// A price table of plain rows alone, kept once for both executors (RULES.md P-001, P-002).
///
/// Every key has one schedule, always in force, in the book's currency and the base unit, and its
/// bands begin where those of all keys do. So keys, schedules and bands are counted: what
/// ``PriceColumns`` keeps for each of them is told from its number here.
struct CountedPrices: Sendable {
  /// Keys and prices; no band is ``KernelPriceTable/unusual`` but by a change.
  var prices: KernelPriceTable
  /// The price table in the book.
  let table: Int32
  let keys: Int
  /// Where the bands of every key begin, in thousandths of base units.
  let breaks: [Int64]
  /// The row of each band; none where bands stand in the order of the rows.
  private let rows: ContiguousArray<Int32>
  /// The schedule of the first key, of those that are counted.
  var firstSchedule = 0

  /// Bands of all keys.
  var bands: Int { keys * breaks.count }

  /// - Parameter rows: The row of each band; none where bands stand in the order of the rows.
  init(
    _ prices: KernelPriceTable, table: Int32, keys: Int, breaks: [Int64],
    rows: ContiguousArray<Int32>
  ) {
    self.prices = prices
    self.table = table
    self.keys = keys
    self.breaks = breaks
    self.rows = rows
  }

  /// The key of a party and a product, or −1. O(log products of the party).
  @inline(__always)
  func key(_ party: Int32, _ product: Int32) -> Int {
    let row = Int(party) * prices.pages
    guard party >= 0, product >= 0, row + prices.pages < prices.start.count else { return -1 }
    if prices.isDense {
      let first = Int(prices.start[row])
      return first < Int(prices.start[row + prices.pages]) ? first + Int(product) : -1
    }
    let page = row + Int(product >> 16)
    let own = UInt16(truncatingIfNeeded: product)
    var low = Int(prices.start[page])
    let end = Int(prices.start[page + 1])
    var high = end
    while low < high {
      let middle = (low + high) / 2
      if prices.products[middle] < own { low = middle + 1 } else { high = middle }
    }
    return low < end && prices.products[low] == own ? low : -1
  }

  /// The amount of a band in millionths.
  @inline(__always)
  func amount(_ band: Int) -> Int64 {
    if !prices.changedBands.isEmpty, let changed = prices.changedAmount(band) { return changed }
    return Int64(prices.price[band]) * prices.unit
  }

  /// The row of a band in its table.
  func row(_ band: Int) -> Int { rows.isEmpty ? band : Int(rows[band]) }
}
