/// What was given without goods and has not been taken off goods since (RULES.md Z-024).
struct AllowancesLeft {
  /// By line, and by part where one was named.
  private var left: [ItemKey: Int64] = [:]
  /// On the sale as a whole.
  private(set) var ofSale: Int64 = 0
  /// What was taken off goods of lines though what it was given with is no more, by line.
  private(set) var over: [Int32: Int64] = [:]
  /// On all of it.
  private var all: Int64 = 0

  /// Of settled returns.
  init(_ earlier: [ReturnStatement]) throws(NumericError) {
    var given: [ItemKey: Int64] = [:]
    var taken: [ItemKey: Int64] = [:]
    for statement in earlier {
      all = try Wide.add(all, statement.allowance)
      ofSale = try Wide.add(ofSale, statement.allowance)
      for line in statement.lines where line.allowance != 0 {
        ofSale = try Wide.subtract(ofSale, line.allowance)
        let key = ItemKey(line.number, line.part)
        if line.allowance > 0 {
          given[key] = try Wide.add(given[key] ?? 0, line.allowance)
        } else {
          taken[key] = try Wide.subtract(taken[key] ?? 0, line.allowance)
        }
      }
    }
    left = given
    // What was taken off a part was given for it first, then for its kit.
    for (key, amount) in taken {
      let own = min(amount, given[key] ?? 0)
      left[key] = (given[key] ?? 0) - own
      guard amount > own else { continue }
      if key.part != nil {
        left[ItemKey(key.number, nil), default: 0] -= amount - own
      } else {
        over[key.number, default: 0] += amount - own
      }
    }
    for (key, amount) in left where amount < 0 { over[key.number, default: 0] -= amount }
  }

  /// The same off the sale as a whole; earlier releases took what lines were given off anything.
  var overSale: Int64 {
    max(0, left.values.reduce(-ofSale) { $0 - max(0, $1) })
  }

  /// Takes what is left for an item, or its kit, off goods that are worth so much.
  /// - Returns: What was taken, zero or more.
  mutating func take(_ key: ItemKey, _ worth: Int64) -> Int64 {
    var taken: Int64 = 0
    for place in key.part == nil ? [key] : [key, ItemKey(key.number, nil)] {
      // Statements of releases that did not tell it by line took it off anything.
      let part = min(worth - taken, left[place] ?? 0, all - taken)
      guard part > 0 else { continue }
      left[place, default: 0] -= part
      taken += part
    }
    all -= taken
    return taken
  }
}
