import DealerRules
import Foundation
import TestSupport
import Testing

/// After every request of a random day what an order was charged less what was credited is what its
/// sale says less what came back of it (RULES.md Z-066).
@Suite(
  "Every order of the desk balances after every step", .serialized,
  .enabled(if: OrderDeskProgram.url != nil, "needs the built program"))
struct DeskHistoryTests {
  /// A shop, by what is special about it.
  enum Shop: String, CaseIterable {
    case proportional, repriceRemainder, foreign, funded, pool, foreignFunded, foreignPool, free
    case pricePool, pricePoolAgain, large, largeAgain, few

    /// Whether the fund pays as a part of the price.
    var lowersPrices: Bool { self == .pricePool || self == .pricePoolAgain }

    /// Whether all of a large order is free.
    var givesLarge: Bool { self == .large || self == .largeAgain }

    var isForeign: Bool { [.foreign, .foreignFunded, .foreignPool].contains(self) }

    /// What is there beside the dealer's own money.
    var fund: String? {
      switch self {
      case .funded: #""amount":"400","source":"bank""#
      case .foreignFunded: #""amount":"2800","source":"bank""#
      case .pool, .pricePool, .pricePoolAgain: #""amount":"300","balance":"left""#
      case .foreignPool: #""amount":"2500","balance":"left""#
      default: nil
      }
    }
  }

  /// Offers of shops that give goods, or earn something with few of them.
  private static func change(_ members: inout [String: String], _ shop: Shop) {
    if shop == .free {
      // All is billed with the last A, whatever of B has left.
      members["offers"] = """
        [{"id":"gone","phase":"p","when":{"product":["B"]},"percentOff":"100%",
          "limits":{"budget":"100000"}},
         {"id":"thirty","phase":"p","ladder":{"measure":"amount","per":"order",
          "rungs":[{"from":"150","amountOff":"30"}]}}]
        """
      members["charges"] = #"[{"id":"freight","amount":"15"}]"#
    }
    if shop == .few {
      // What only goods that stay earn has a budget of its own.
      members["offers"] = """
        [{"id":"few","phase":"p","percentOff":"10%",
          "requires":[{"measure":"amount","from":"0","below":"120"}],"limits":{"budget":"100000"}},
         {"id":"thirty","phase":"p","ladder":{"measure":"amount","per":"order",
          "rungs":[{"from":"150","amountOff":"30"}]}}]
        """
    }
    if shop.givesLarge {
      members["offers"] = """
        [{"id":"gone","phase":"p","percentOff":"100%",
          "requires":[{"measure":"amount","from":"200"}],"limits":{"budget":"3000"}}]
        """
      members["agreements"] = #"[{"id":"pts","points":{"basis":"quantity","every":"1"}}]"#
    }
  }

  private static func members(_ shop: Shop) -> [String: String] {
    let money = shop.isForeign ? #","currency":"USD""# : ""
    var members = [
      "products": #"[{"id":"A"},{"id":"B"}]"#,
      "prices": """
      [{"table":"list","product":"A","price":"49.99"\(money)},
       {"table":"list","product":"B","price":"20.01"\(money)}]
      """,
      "phases": #"[{"id":"p"}]"#,
      "offers": """
      [{"id":"ten","phase":"p","percentOff":"10%","requires":[{"measure":"amount","from":"200"}],
        "limits":{"budget":"100000"}},
       {"id":"thirty","phase":"p","ladder":{"measure":"amount","per":"order",
        "rungs":[{"from":"150","amountOff":"30"}]}}]
      """,
      "agreements": #"[{"id":"pts","points":{"every":"10"}}]"#,
      "returns": [.repriceRemainder, .foreignPool, .few].contains(shop)
        ? #"{"promotions":{"default":"repriceRemainder"}}"# : "{}",
    ]
    change(&members, shop)
    if shop == .largeAgain {
      members["returns"] = #"{"promotions":{"default":"repriceRemainder"}}"#
    }
    if shop == .pool || shop == .foreignPool {
      members["agreements"] = """
        [{"id":"pts","points":{"every":"10"}},
         {"id":"pool","fund":{"balance":"left","use":"always"}}]
        """
    }
    if shop.lowersPrices {
      members["agreements"] = """
        [{"id":"pts","points":{"every":"10"}},
         {"id":"pool","when":{"product":["A"]},
          "fund":{"balance":"left","use":"always","effect":"price"}}]
        """
    }
    if shop == .pricePoolAgain {
      members["returns"] = #"""
        {"promotions":{"default":"repriceRemainder"},"prices":"repriceRemainder",
         "shortShipments":"reprice"}
        """#
    }
    if shop.isForeign {
      members["rates"] = #"[{"from":"USD","to":"CNY","factor":"7.1234"}]"#
    }
    if shop == .funded || shop == .foreignFunded {
      members["credit"] = """
        {"nodes":[{"id":"D","limit":"100000"}],"funding":[
          {"id":"bank","kind":"thirdParty","most":"60%"},{"id":"own","kind":"ownCredit"}]}
        """
    }
    return members
  }

  @Test(arguments: Shop.allCases) func everyStepBalances(_ shop: Shop) throws {
    let count =
      ProcessInfo.processInfo.environment["DEALER_RULES_DESK"].flatMap { Int($0) } ?? 60
    let first = ProcessInfo.processInfo.environment["DEALER_RULES_DESK_SEED"].flatMap { UInt64($0) }
    let rules = try CompiledRules(
      parsing: [RuleSource(name: "rules.json", text: TextProject.document(Self.members(shop)))])
    let desk = ReturnDesk(rules)
    let folder = try OrderDeskProgram.folder(Self.members(shop))
    defer { try? FileManager.default.removeItem(at: folder) }
    var counts: [String: Int] = [:]
    var withheld = 0
    var wrong: [String] = []
    for seed in (first ?? 1)..<((first ?? 1) + UInt64(count)) {
      let history = DeskHistory(
        seed: seed &* 7919 &+ UInt64(shop.rawValue.utf8.count),
        currency: shop.isForeign ? "USD" : "CNY", fund: shop.fund)
      let journal = folder.appendingPathComponent("\(seed).journal")
      let run = try OrderDeskProgram.run(folder, journal, history.lines)
      #expect(run.status == 0 && run.errors.isEmpty, "seed \(seed): \(run.errors)")
      if first != nil {
        print(zip(history.lines, run.answers).map { "\($0)\n  \($1)" }.joined(separator: "\n"))
      }
      var balance = DeskBalance(history.places, lowersPrices: shop.lowersPrices)
      let bytes = [UInt8](try Data(contentsOf: journal))
      for event in try LedgerRecord.recover(bytes).events {
        // What is due comes before a request; what it does is whole when the next one begins.
        if event.begins { wrong += try Self.faults(history, balance, desk, &withheld) }
        try balance.take(event)
      }
      wrong += try Self.faults(history, balance, desk, &withheld)
      wrong = wrong.map { $0.hasPrefix("\(shop)") ? $0 : "\(shop) seed \(seed) \($0)" }
      counts.merge(balance.counts) { $0 + $1 }
      if wrong.count > 3 { break }
    }
    print(
      "\(shop): \(counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" })"
        + " withheld \(withheld)")
    #expect(wrong.isEmpty, "\(wrong.joined(separator: "\n"))")
    for kind in ["place", "ship", "return", "settle", "reverse", "amend", "cancel", "expire"] {
      #expect(counts[kind, default: 0] > 0, "no \(kind)")
    }
    for kind in shop.lowersPrices || shop.givesLarge ? ["free", "freeBack"] : [] {
      #expect(counts[kind, default: 0] > 0, "no \(kind)")
    }
  }

  private static func faults(
    _ history: DeskHistory, _ balance: DeskBalance, _ desk: ReturnDesk, _ withheld: inout Int
  ) throws -> [String] {
    var faults: [String] = []
    for place in Set(history.places.values).sorted() {
      guard let fault = try fault(place, balance, desk, &withheld) else { continue }
      faults.append("after \(balance.ledger.version) \(balance.last) \(place): \(fault)")
    }
    return faults
  }

  /// What does not balance of an order.
  private static func fault(
    _ place: String, _ balance: DeskBalance, _ desk: ReturnDesk, _ withheld: inout Int
  ) throws -> String? {
    guard let order = try balance.standing(of: place) else { return nil }
    let back = try whatCameBack(order.back, of: order.sale, desk)
    let left = (order.back + (order.again.map { [$0] } ?? [])).reduce(Int64(0)) { $0 + $1.withheld }
    if left != 0 { withheld += 1 }
    // One return of all of it would withhold what it could not ask for.
    let refunded = (back?.refund ?? 0) - (back?.withheld ?? 0) + left
    let (sale, claim) = (order.sale, order.claim)
    // An order that ended before anything left is nothing.
    let isNothing = !order.isAlive
    let step: Int64 = 10_000
    let part =
      refunded == sale.payable
      ? claim
      : Int64(Int128(refunded) * Int128(claim) / (Int128(sale.payable) * Int128(step))) * step
    let worth = isNothing ? 0 : claim - part
    let net = balance.net(of: place, open: order.open)
    if net != worth { return "charged \(net), worth \(worth), withheld \(left)" }
    let earned = sale.earned.filter { $0.kind == "points" }.reduce(Int64(0)) { $0 + $1.units }
    let taken = (order.back + (order.again.map { [$0] } ?? [])).flatMap(\.earnings)
      .reduce(Int64(0)) { $0 + $1.taken }
    // What the account had not is owed.
    let short = order.back.flatMap(\.earnings).reduce(Int64(0)) { $0 + $1.short }
    let points = isNothing ? 0 : earned - taken + short
    if balance.points(of: place) != points {
      return "points \(balance.points(of: place)), not \(points)"
    }
    let due = try pointsDue(order, back, desk)
    if !isNothing, taken != due { return "points taken \(taken), due \(due)" }
    let used = sale.uses.filter { $0.kind == "budget" }.reduce(Int64(0)) { $0 + $1.amount }
    let free =
      back?.releases.filter { $0.kind == "budget" }.reduce(Int64(0)) { $0 + $1.amount } ?? 0
    let held = isNothing ? 0 : used - free
    if balance.held("budget/", of: place) != held {
      return "budget \(balance.held("budget/", of: place)), not \(held)"
    }
    if order.sale.cuts.contains(where: { $0.kind == "fund" }) {
      return priceFundFault(place, balance, order, back, isNothing)
    }
    // Sources pay no more than all, and nothing of what is back whole.
    let funded = balance.funded(of: place)
    if net == 0, funded != 0 { return "sources pay \(funded) of what is back" }
    if funded < 0 || funded > net { return "sources pay \(funded) of \(net)" }
    return nil
  }

  /// What a fund that is a part of the price holds: what it took off the lines less what goods that
  /// are back have of that.
  private static func priceFundFault(
    _ place: String, _ balance: DeskBalance, _ order: DeskBalance.Standing,
    _ back: ReturnStatement?, _ isNothing: Bool
  ) -> String? {
    let drawn = order.sale.cuts.filter { $0.kind == "fund" }.reduce(Int64(0)) { $0 - $1.amount }
    let free =
      back?.releases.filter { $0.kind == "rebateFund" }.reduce(Int64(0)) { $0 + $1.amount } ?? 0
    let held = balance.held("rebateFund/", of: place)
    let due = isNothing ? 0 : drawn - free
    return held == due ? nil : "the fund holds \(held), not \(due)"
  }

  /// What is taken back of points: what one return of all of it takes. A return gives none back
  /// (RULES.md Z-045), so that where fewer goods lose an amount off, cost more and would earn more,
  /// the most counts that one return of the first so many took since all were settled again.
  private static func pointsDue(
    _ order: DeskBalance.Standing, _ back: ReturnStatement?, _ desk: ReturnDesk
  ) throws -> Int64 {
    func taken(_ statement: ReturnStatement?) -> Int64 {
      statement?.earnings.reduce(Int64(0)) { $0 + $1.taken } ?? 0
    }
    var due = taken(back)
    // With goods that were added as an order of their own fewer may earn an offer that the sale has
    // not; what a return took because of it, later ones do not give back (Z-045).
    guard order.settledAgain < order.back.count else { return due }
    for count in order.settledAgain..<order.back.count where count > 0 {
      let first = Array(order.back.prefix(count))
      due = max(due, taken(try whatCameBack(first, of: order.sale, desk)))
    }
    return due
  }

  /// One return of everything that is back, by the sale that the order stands at.
  private static func whatCameBack(
    _ statements: [ReturnStatement], of sale: StoredSale, _ desk: ReturnDesk
  ) throws -> ReturnStatement? {
    var back: [Int32: Int64] = [:]
    for line in statements.flatMap(\.lines) { back[line.number, default: 0] += line.quantity }
    back = back.filter { $0.value > 0 }
    guard !back.isEmpty, let day = statements.map(\.day).max() else { return nil }
    let request = ReturnRequest(
      id: "all", sale: sale.order, on: day,
      lines: back.sorted { $0.key < $1.key }
        .map { ReturnRequest.Line(number: $0.key, quantity: $0.value) })
    return try desk.settle(request, of: sale)
  }
}

extension LedgerEvent {
  /// Whether a request begins with it.
  fileprivate var begins: Bool {
    guard case .decided(let decisions) = change else { return false }
    return decisions.contains { $0.operation.id.hasSuffix("/asked") }
  }
}
