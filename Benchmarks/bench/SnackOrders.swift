import DealerRules

/// Makes the orders of a day, the same for the same sizes.
struct SnackOrders {
  private var random = SplitMix64(seed: 915)
  private let options: Options
  private let contracts: Int

  /// Begins the day's orders.
  init(_ options: Options) {
    self.options = options
    contracts = SnackBook.contractsPerCustomer(options)
  }

  /// The day's orders, resolved against the book.
  mutating func batch(_ rules: CompiledRules) -> OrderBatch {
    var batch = OrderBatch()
    for index in 0..<options.orders { batch.append(order(index), rules) }
    return batch
  }

  /// The next order.
  mutating func order(_ index: Int) -> Order {
    let customer = random.preferringSmall(options.customers)
    let count = random.within(1...9)
    var order = Order(
      id: "\(index + 1)", customer: SnackBook.customer(customer), moment: .date(SnackBook.day),
      lines: [])
    for number in 1...count { order.lines.append(line(Int32(number), customer)) }
    if random.chance(10) { order.attributes["campaign"] = .text("mid-autumn") }
    if random.chance(5) {
      order.shipTo = SnackBook.county(random.below(SnackBook.counties))
    }
    return order
  }

  private mutating func line(_ number: Int32, _ customer: Int) -> OrderLine {
    var product = random.preferringSmall(options.products)
    if contracts > 0, random.chance(45) {
      product = SnackBook.contractProduct(customer, random.below(contracts), options.products)
    }
    var line = OrderLine(number: number, product: SnackBook.product(product), quantity: .one)
    switch random.below(20) {
    case 0...6: line.quantity = quantity(random.within(1...40) * 6)
    case 19:
      line.quantity = quantity(random.within(1...3))
      line.unit = "pallet"
    default:
      line.quantity = quantity(1 + random.preferringSmall(60))
      line.unit = "case"
    }
    if random.chance(1) {
      line.manual = ManualPrice(.percentOff(SnackBook.rate(Int64(random.within(1...20)) * 10_000)))
    }
    if options.caps > 0, random.chance(5) {
      line.project = "J\(random.below(options.caps / options.products + 1))"
    }
    return line
  }

  private func quantity(_ units: Int) -> Quantity { Quantity(units) ?? .one }
}
