import DealerRules

// Goods without a sale: the policy chooses which sale they come back of (RULES.md Z-016).
extension ReturnCommand {
  /// A request for each sale that gives the goods.
  mutating func sourced(_ list: String, _ arguments: Arguments) throws -> [ReturnRequest] {
    let sales = try candidates(arguments)
    let day = try ReturnCommand.day(arguments)
    var template = ReturnRequest(id: "preview", sale: "", on: day)
    try ReturnCommand.fill(&template, arguments)
    // What stays is priced by the rules of then where those of now price it otherwise.
    var desks: IdentifierMap<ReturnDesk> = [:]
    for (sale, _) in sales { desks[sale.order] = try desk(for: sale) }
    var lines: IdentifierMap<[ReturnRequest.Line]> = [:]
    var seen: IdentifierMap<Bool> = [:]
    for part in list.split(separator: ",") {
      let sides = part.split(separator: "=", maxSplits: 1).map(String.init)
      guard sides.count == 2, let quantity = Quantity(sides[1]), quantity > .zero,
        seen[sides[0]] == nil
      else {
        throw Arguments.UsageError(
          message: "--products takes each PRODUCT=QUANTITY once, separated by commas, not `\(part)`"
        )
      }
      seen[sides[0]] = true
      let sources = try desk.sources(
        of: sides[0], quantity: quantity.thousandths, unit: arguments.value("--unit"),
        like: template, among: sales
      ) { [desk] in desks[$0.order] ?? desk }
      if sources.isEmpty {
        faults += 1
        Console.note("dealer-rules: no sales hold \(quantity) of `\(sides[0])` that may come back")
      }
      for source in sources {
        let line = ReturnRequest.Line(number: source.number, quantity: source.quantity)
        lines[source.sale] = (lines[source.sale] ?? []) + [line]
      }
    }
    guard faults == 0 else { return [] }
    var requests: [ReturnRequest] = []
    for sale in sales.map(\.0) {
      guard let own = lines[sale.order] else { continue }
      var request = template
      request.sale = sale.order
      request.id = arguments.value("--id").map { "\($0)/\(sale.order)" } ?? nextID(sale)
      request.lines = own
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
    if let first = own.first,
      own.contains(where: { !IdentifierOrder.areEqual($0.customer, first.customer) })
    {
      throw Arguments.UsageError(
        message: "the file has sales of several customers; --customer names one of them")
    }
    var earlier: IdentifierMap<[ReturnStatement]> = [:]
    for statement in settled where statement.outcome == .allowed {
      earlier[statement.sale] = (earlier[statement.sale] ?? []) + [statement]
    }
    return own.map { ($0, earlier[$0.order] ?? []) }
  }
}
