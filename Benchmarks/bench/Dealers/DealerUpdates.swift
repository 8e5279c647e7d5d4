import DealerRules

/// What it costs to replace one price row, offer or customer of a compiled book.
struct DealerUpdates {
  /// Microseconds of the middle replacement of a row.
  var row: Double?
  /// Bytes of the heap that the middle replacement of a row takes beside the old rules.
  var rowBytes: Double?
  /// Milliseconds of the middle replacement of an offer, and of a customer.
  var offer: Double?
  var customer: Double?

  /// Replaces some rows all over the table of contract prices, some offers and some customers.
  init(_ rules: CompiledRules) throws {
    let clock = ContinuousClock()
    var current = rules
    let rows = rules.book.priceTables.first { $0.id == "contract" }?.rows
    if let rows, rows.count > 0 {
      var (times, bytes): ([Double], [Double]) = ([], [])
      for step in 0..<301 {
        var row = rows[(step * 7919 * 127) % rows.count]
        guard case .amount(let amount) = row.value else { continue }
        row.value = .amount(amount + DealerBook.cent)
        let before = Memory.liveBytes
        let start = clock.now
        let next = try current.replacing(row, in: "contract")
        times.append((clock.now - start).nanoseconds / 1000)
        bytes.append(Double(Memory.liveBytes - before))
        current = next
      }
      row = DealerUpdates.middle(times)
      rowBytes = Memory.liveBytes > 0 ? DealerUpdates.middle(bytes) : nil
    }
    offer = try DealerUpdates.middle(
      rules.book.offers.prefix(7).map { offer in
        var offer = offer
        offer.priority += 1
        let start = clock.now
        let next = try rules.replacing(offer)
        let time = (clock.now - start).milliseconds
        return next.book.offers.isEmpty ? 0 : time
      })
    let tier = rules.book.customers.first?.tier
    customer = try DealerUpdates.middle(
      rules.book.customers.prefix(7).map { customer in
        var customer = customer
        customer.tier = tier
        let start = clock.now
        let next = try rules.replacing(customer)
        let time = (clock.now - start).milliseconds
        return next.book.customers.isEmpty ? 0 : time
      })
  }

  private static func middle(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }
}
