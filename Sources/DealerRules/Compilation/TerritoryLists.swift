/// Territory rules by whom they name, their region and what they are about, so that those about a
/// line are found without a look at the others (RULES.md R-010).
///
/// An owner is a dealer, or one of the kinds after all dealers. Rules of an owner in a region are a
/// list; −1 stands for everywhere.
struct TerritoryLists: Sendable {
  /// What rules are about as numbers: products, then categories, then brands.
  struct Goods: Sendable {
    var products: Int32 = 0
    var categories: Int32 = 0

    /// −1 for everything.
    func key(_ rule: TerritoryTable.Row) -> Int32 {
      if rule.product >= 0 { return rule.product }
      if rule.category >= 0 { return products + rule.category }
      return rule.brand >= 0 ? products + categories + rule.brand : -1
    }
  }

  /// A rule to be found.
  struct Entry {
    var owner: Int32
    var row: Int32
    var region: Int32
    var goods: Int32
  }

  let goods: Goods
  /// Lists of owner o are `ownerStart[o]..<ownerStart[o + 1]`, by region.
  private var ownerStart: [Int32] = []
  private var regions: [Int32] = []
  /// Rules of list l are `start[l]..<start[l + 1]`: first those about everything, then from
  /// `scoped[l]` on the others by what they are about.
  private var start: [Int32] = []
  private var scoped: [Int32] = []
  private var rows: [Int32] = []
  private var keys: [Int32] = []

  init() { goods = Goods() }

  /// - Parameter isNeeded: Asked of every rule in the order of the lists.
  /// - Complexity: O(rules + owners + regions + goods).
  init(
    _ owners: Int, _ entries: [Entry], _ goods: Goods,
    isNeeded: (Entry) -> Bool = { _ in true }
  ) {
    self.goods = goods
    let sorted = TerritoryLists.sorted(entries).filter(isNeeded)
    var lists = [Int32](repeating: 0, count: owners + 1)
    for (index, entry) in sorted.enumerated() {
      let position = Int32(truncatingIfNeeded: index)
      if index == 0 || sorted[index - 1].owner != entry.owner
        || sorted[index - 1].region != entry.region
      {
        lists[Int(entry.owner) + 1] += 1
        regions.append(entry.region)
        start.append(position)
        scoped.append(position)
      }
      rows.append(entry.row)
      keys.append(entry.goods)
      if entry.goods < 0 { scoped[scoped.count - 1] = position + 1 }
    }
    start.append(Int32(truncatingIfNeeded: rows.count))
    for owner in 1..<lists.count { lists[owner] += lists[owner - 1] }
    ownerStart = lists
  }

  /// By owner, then region, then what they are about; entries come in the order of their rows.
  private static func sorted(_ entries: [Entry]) -> [Entry] {
    var result = entries
    sort(&result) { $0.goods }
    sort(&result) { $0.region }
    sort(&result) { $0.owner }
    return result
  }

  /// Counts how often each number stands, so that every entry has its place; those of one number
  /// stay as they are.
  private static func sort(_ entries: inout [Entry], by number: (Entry) -> Int32) {
    var (least, most) = (Int32.max, Int32.min)
    for entry in entries { (least, most) = (min(least, number(entry)), max(most, number(entry))) }
    guard least < most else { return }
    var next = [Int32](repeating: 0, count: Int(most) - Int(least) + 2)
    for entry in entries { next[Int(number(entry)) - Int(least) + 1] += 1 }
    for place in next.indices.dropFirst() { next[place] += next[place - 1] }
    var sorted = entries
    for entry in entries {
      let place = Int(number(entry)) - Int(least)
      sorted[Int(next[place])] = entry
      next[place] += 1
    }
    entries = sorted
  }

  /// The lists of an owner.
  @inline(__always)
  func lists(of owner: Int32) -> Range<Int> {
    guard Int(owner) + 1 < ownerStart.count else { return 0..<0 }
    return Int(ownerStart[Int(owner)])..<Int(ownerStart[Int(owner) + 1])
  }

  /// The list of a region among those of one owner; `nil` where there is none.
  @inline(__always)
  func list(in region: Int32, of lists: Range<Int>) -> Int? {
    var (low, high) = (lists.lowerBound, lists.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if regions[middle] < region { low = middle + 1 } else { high = middle }
    }
    return low < lists.upperBound && regions[low] == region ? low : nil
  }

  /// All rules of a list, for ``row(_:)``.
  @inline(__always)
  func all(_ list: Int) -> Range<Int> { Int(start[list])..<Int(start[list + 1]) }

  /// The rules of a list about everything, for ``row(_:)``.
  @inline(__always)
  func general(_ list: Int) -> Range<Int> { Int(start[list])..<Int(scoped[list]) }

  /// Whether a list has rules about some goods alone.
  @inline(__always)
  func hasScoped(_ list: Int) -> Bool { scoped[list] < start[list + 1] }

  /// The rules of a list about one thing, for ``row(_:)``.
  @inline(__always)
  func scoped(_ list: Int, _ key: Int32) -> Range<Int> {
    var (low, high) = (Int(scoped[list]), Int(start[list + 1]))
    let end = high
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    var last = low
    while last < end, keys[last] == key { last += 1 }
    return low..<last
  }

  @inline(__always)
  func row(_ position: Int) -> Int32 { rows[position] }
}
