/// What stands by stage, such as the steps of an order, by the line it is about; filled again and
/// again without allocating once grown.
struct LineGroups: Sendable {
  /// Items of line l are `items[start[l]..<start[l + 1]]`.
  private var start: [Int] = []
  private var items: [Int] = []

  /// Sorts items by line; each line keeps their order, and items of no line are left out.
  /// - Complexity: O(items + lines).
  mutating func fill(_ all: Range<Int>, lines: Int, _ line: (Int) -> Int32) {
    start.removeAll(keepingCapacity: true)
    items.removeAll(keepingCapacity: true)
    for _ in 0...lines { start.append(0) }
    for item in all where line(item) >= 0 {
      start[Int(line(item))] += 1
      items.append(0)
    }
    var next = 0
    for index in start.indices {
      next += start[index]
      start[index] = next
    }
    // From the last on, every start moves down to the first item of its line.
    for item in all.reversed() where line(item) >= 0 {
      let index = Int(line(item))
      start[index] -= 1
      items[start[index]] = item
    }
  }

  /// The items of a line in their order.
  subscript(line: Int) -> ArraySlice<Int> { items[start[line]..<start[line + 1]] }
}
