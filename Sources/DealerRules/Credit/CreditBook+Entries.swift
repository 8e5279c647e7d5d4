// Documents that come, change and go (RULES.md B-005, B-011).
extension CreditBook {
  /// Takes up a document.
  /// - Throws: ``Fault``; the book is as it was.
  /// - Complexity: O(levels).
  public mutating func post(_ entry: CreditEntry) throws(Fault) {
    guard let node = positions[entry.node] else { throw .unknownNode(entry.node) }
    guard position(of: entry.id, entry.kind) == nil else { throw .duplicate(entry.id) }
    guard entry.amount.millionths >= 0 else { throw .negative(entry.id) }
    let currency = policy.nodes[node].currency
    do throws(NumericError) {
      let amount = try converted(entry.amount, to: currency, entry.rate)
      let row = BookEntry(entry: entry, node: node, amount: amount)
      // Nothing is written before everything fits.
      try count(row, 1, isTrial: true)
      try count(row, 1)
      setPosition(entries.count, of: entry.id, entry.kind)
      currencies.insert(entry.amount.currency)
      entriesOf[node].append(entries.count)
      entries.append(row)
      if let item = CreditItem(row) { insert(item, node) }
    } catch {
      throw .overflow(entry.id)
    }
  }

  /// Says what a source holds for a node (RULES.md B-014), in millionths of its currency; nothing
  /// where the node is not there.
  public mutating func setFund(_ source: String, of node: String, to amount: Int64) {
    guard let position = positions[node] else { return }
    accounts[position].funds[source] = amount
  }

  /// Takes a claim and any other document of an id away; nothing where there is none.
  /// - Complexity: O(levels + entries of the node).
  public mutating func remove(_ id: String) {
    remove(id, .order)
    remove(id, .invoice)
  }

  func position(of id: String, _ kind: CreditEntry.Kind) -> Int? {
    kind.isClaim ? claims[id] : documents[id]
  }

  private mutating func setPosition(_ position: Int?, of id: String, _ kind: CreditEntry.Kind) {
    if kind.isClaim { claims[id] = position } else { documents[id] = position }
  }

  /// Takes the claim, or the other document, of an id away.
  mutating func remove(_ id: String, _ kind: CreditEntry.Kind) {
    guard let position = position(of: id, kind) else { return }
    let row = entries[position]
    // Taking away what was counted cannot overflow.
    try? count(row, -1)
    setPosition(nil, of: id, kind)
    if let item = CreditItem(row) { take(item, row.node) }
    entriesOf[row.node].removeAll { $0 == position }
    let last = entries.count - 1
    if position != last {
      let moved = entries[last]
      entries[position] = moved
      setPosition(position, of: moved.entry.id, moved.entry.kind)
      let list = entriesOf[moved.node].firstIndex { $0 == last }
      if let list { entriesOf[moved.node][list] = position }
    }
    entries.removeLast()
  }

  /// Settles invoices of a node with a payment in its currency: the oldest due date first, disputed
  /// ones last, then by id; what is left becomes a credit with the payment's id.
  /// - Throws: ``Fault``.
  public mutating func pay(_ id: String, node: String, _ amount: Money) throws(Fault) {
    guard let position = positions[node] else { throw .unknownNode(node) }
    guard amount.millionths >= 0 else { throw .negative(id) }
    let currency = policy.nodes[position].currency
    let paid: Int64?
    do throws(NumericError) {
      paid = try converted(amount, to: currency, nil)
    } catch {
      throw .overflow(id)
    }
    guard var left = paid else { throw .noRate(id) }
    for item in itemsOf[position] where left > 0 {
      let taken = min(left, item.amount)
      left -= taken
      settle(item.id, taken)
    }
    guard left > 0 else { return }
    try post(
      CreditEntry(id: id, node: node, .credit, Money(millionths: left, currency)))
  }

  /// Lowers what is open of an entry, in its node's currency; a settled one goes away.
  private mutating func settle(_ id: String, _ amount: Int64) {
    guard let position = documents[id], let open = entries[position].amount else { return }
    var entry = entries[position].entry
    let node = policy.nodes[entries[position].node]
    remove(id, .invoice)
    guard open > amount else { return }
    entry.amount = Money(millionths: open - amount, node.currency)
    entry.rate = nil
    // The entry was there with a larger amount.
    try? post(entry)
  }

  /// An amount in a currency, rounded up to its exponent where it is exchanged; `nil` without a
  /// rate.
  func converted(
    _ amount: Money, to currency: Currency, _ rate: Factor?
  ) throws(NumericError) -> Int64? {
    if amount.currency == currency { return amount.millionths }
    guard let factor = rate ?? self.rate(amount.currency, currency) else { return nil }
    let target = Money(millionths: amount.millionths, currency)
    return try target.multiplied(by: factor, Rounding(.ceiling)).millionths
  }

  func rate(_ from: Currency, _ to: Currency) -> Factor? {
    if let found = rates.first(where: { $0.from == from && $0.to == to }) { return found.factor }
    return rates.first { $0.from == to && $0.to == from }?.factor.inverse
  }

  /// Adds an entry to the sums of its node and of those above, as far as it counts there.
  mutating func count(
    _ row: BookEntry, _ sign: Int64, isTrial: Bool = false
  ) throws(NumericError) {
    var node = row.node
    var amount = row.amount
    while true {
      if let amount {
        var sum = sums[node]
        try sum.add(sign * amount, row.entry.kind)
        if !isTrial { sums[node] = sum }
      } else if !isTrial {
        unrated[node] += Int(sign)
      }
      guard policy.nodes[node].mode == .nested, parents[node] >= 0 else { return }
      amount = try lifted(amount, from: node)
      node = parents[node]
    }
  }

  /// An amount of a node in the currency of the node above.
  func lifted(_ amount: Int64?, from node: Int) throws(NumericError) -> Int64? {
    guard let amount else { return nil }
    let above = policy.nodes[parents[node]].currency
    return try converted(Money(millionths: amount, policy.nodes[node].currency), to: above, nil)
  }
}
