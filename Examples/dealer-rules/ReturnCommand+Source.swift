import DealerRules

// Goods without a sale: the policy chooses which sale they come back of (RULES.md Z-016).
extension ReturnCommand {
  /// A request for each sale that gives the goods.
  mutating func sourced(_ list: String, _ arguments: Arguments) throws -> [ReturnRequest] {
    let sales = try candidates(arguments)
    let day = try ReturnCommand.day(arguments)
    var template = ReturnRequest(id: "preview", sale: "", on: day)
    try ReturnCommand.fill(&template, arguments)
    var lines: [(sale: String, line: ReturnRequest.Line)] = []
    var seen: [String] = []
    for part in list.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, let quantity = Quantity(sides[1]), quantity > .zero,
        !seen.contains(sides[0])
      else {
        throw Arguments.UsageError(
          message: "--products takes each PRODUCT=QUANTITY once, separated by commas, not `\(part)`"
        )
      }
      seen.append(sides[0])
      let sources = try desk.sources(
        of: sides[0], quantity: quantity.thousandths, unit: arguments.value("--unit"),
        like: template, among: sales)
      if sources.isEmpty {
        faults += 1
        Console.note("dealer-rules: no sales hold \(quantity) of `\(sides[0])` that may come back")
      }
      lines += sources.map {
        ($0.sale, ReturnRequest.Line(number: $0.number, quantity: $0.quantity))
      }
    }
    guard faults == 0 else { return [] }
    var requests: [ReturnRequest] = []
    for sale in sales.map(\.0) {
      let own = lines.filter { IdentifierOrder.areEqual($0.sale, sale.order) }
      guard !own.isEmpty else { continue }
      var request = template
      request.sale = sale.order
      request.id = arguments.value("--id").map { "\($0)/\(sale.order)" } ?? nextID(sale)
      request.lines = own.map(\.line)
      requests.append(request)
    }
    return requests
  }

  /// The dealer's sales with what came back of each.
  private func candidates(
    _ arguments: Arguments
  ) throws -> [(StoredSale, [ReturnStatement])] {
    var own = sales
    if let customer = arguments.value("--customer") {
      own.removeAll { !IdentifierOrder.areEqual($0.customer, customer) }
    }
    guard Set(own.map(\.customer)).count <= 1 else {
      throw Arguments.UsageError(
        message: "the file has sales of several customers; --customer names one of them")
    }
    return own.map { sale in
      (
        sale,
        settled.filter {
          IdentifierOrder.areEqual($0.sale, sale.order) && $0.outcome == .allowed
        }
      )
    }
  }
}
