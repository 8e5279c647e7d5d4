/// An open invoice in its node's currency.
struct CreditItem: Hashable, Sendable {
  var id: String
  var amount: Int64
  var due: CivilDate?
  var level: Int
  var isDisputed: Bool

  /// The item of an entry; `nil` where it is no invoice, nothing of it is open, or no rate reaches
  /// the currency of its node.
  init?(_ row: CreditBook.BookEntry) {
    guard row.entry.kind == .invoice, let amount = row.amount, amount > 0 else { return nil }
    id = row.entry.id
    self.amount = amount
    due = row.entry.due
    level = row.entry.level
    isDisputed = row.entry.isDisputed
  }

  /// Whether a payment settles it before another.
  func precedes(_ other: CreditItem) -> Bool {
    if isDisputed != other.isDisputed { return other.isDisputed }
    if due != other.due {
      guard let due else { return false }
      guard let second = other.due else { return true }
      return due < second
    }
    return IdentifierOrder.precedes(id, other.id)
  }

  /// Days after its due date, below zero before it; `nil` where it has none.
  func daysLate(_ day: CivilDate) -> Int? {
    due.map { Int(day.daysSinceEpoch) - Int($0.daysSinceEpoch) }
  }
}

// Items that come and go (RULES.md B-005).
extension CreditBook {
  /// Puts an item where a payment settles it.
  /// - Complexity: O(log items), and moves those behind it.
  mutating func insert(_ item: CreditItem, _ node: Int) {
    if isLoading {
      itemsOf[node].append(item)
    } else {
      itemsOf[node].insert(item, at: place(of: item, node))
    }
  }

  /// Takes an item away.
  mutating func take(_ item: CreditItem, _ node: Int) {
    guard !isLoading else { return itemsOf[node].removeAll { $0 == item } }
    let place = place(of: item, node)
    guard place < itemsOf[node].count, itemsOf[node][place] == item else { return }
    itemsOf[node].remove(at: place)
  }

  /// The first place whose item does not come before another.
  private func place(of item: CreditItem, _ node: Int) -> Int {
    var (low, high) = (0, itemsOf[node].count)
    while low < high {
      let middle = low + (high - low) / 2
      if itemsOf[node][middle].precedes(item) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Sorts the items of all nodes once many documents are there.
  mutating func endLoading() {
    isLoading = false
    for node in itemsOf.indices where itemsOf[node].count > 1 {
      itemsOf[node].sort { $0.precedes($1) }
    }
  }

  /// Makes the items anew from what the entries count for.
  mutating func makeItems() {
    itemsOf = Array(repeating: [], count: policy.nodes.count)
    for row in entries {
      if let item = CreditItem(row) { itemsOf[row.node].append(item) }
    }
    endLoading()
  }
}
