import DealerRules
import Foundation
import TestSupport
import Testing

/// Random policies over the whole language of offers: every number of every statement as a plain
/// reference works it out (RULES.md Z-023 … Z-050).
@Suite("Z-031 returns as the reference has them") struct ReferenceReturnTests {
  /// Parts of the work; always as many, so that every machine looks at the same sales.
  private static let parts = 4

  /// What must be seen at least once: amounts, refusals by their codes, what holds.
  private static let needed = [
    "goods", "discount", "clawBack", "gift", "protection", "withheld", "withheld unpaid", "fee",
    "rebate", "points", "charges", "allowance", "tax", "containedTax", "quota", "earnings",
    "short", "lapsed", "debt", "charged", "releases", "kits", "held", "giftMissing", "overQuota",
    "missing paid", "missing quota", "missing currentPrices", "missing balances", "gained",
    "moreThanSold", "mustReturnAll", "aboveBalance", "aboveUnit", "nothingPaid", "nothingLeft",
    "changed", "changed repriceAll", "changed goods", "changed clawBack", "changed earnings",
    "changed releases", "changed withheld", "changed charges", "amended", "lost",
    "changed twice",
  ]

  @Test func everyNumberIsTheReferences() async throws {
    let asked = ProcessInfo.processInfo.environment["DEALER_RULES_RETURN_SALES"]
    let wanted = asked.flatMap { Int($0) } ?? 480
    let tally = await withTaskGroup(of: ReturnTally.self) { group in
      for part in 0..<Self.parts {
        group.addTask {
          var tally = ReturnTally()
          var seed = UInt64(70_001 + part)
          let least = wanted / Self.parts
          // Books that are refused give no sales.
          while tally.sales < least, tally.faults.count < 5, tally.books < 20 * least {
            ReturnComparison.run(seed, &tally)
            seed += UInt64(Self.parts)
          }
          return tally
        }
      }
      var all = ReturnTally()
      for await tally in group { all.add(tally) }
      return all
    }
    let seen = tally.seen.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }
    print("returns compared sales \(tally.sales) returns \(tally.returns)", seen)
    print("books \(tally.books) refused \(tally.refusedBooks)")
    #expect(tally.faults.isEmpty, "\(tally.faults.prefix(5).joined(separator: "\n"))")
    #expect(tally.sales >= wanted - Self.parts)
    let missing = Self.needed.filter { tally.seen[$0, default: 0] == 0 }
    #expect(missing.isEmpty, "never seen: \(missing)")
  }

  /// A reference that is wrong in one thing differs from the engine.
  @Test(arguments: ReturnCanary.allCases.filter { $0 != .none })
  func aWrongReferenceIsNoticed(_ canary: ReturnCanary) {
    var tally = ReturnTally()
    var seed: UInt64 = 70_001
    while tally.faults.isEmpty, tally.sales < 480 {
      ReturnComparison.run(seed, &tally, canary)
      seed += 1
    }
    #expect(!tally.faults.isEmpty, "\(tally.sales) sales do not tell \(canary)")
  }

  /// A seed whose differences are shown, for one who looks into them.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["DEALER_RULES_RETURN_SEED"] != nil))
  func oneSeed() throws {
    let text = ProcessInfo.processInfo.environment["DEALER_RULES_RETURN_SEED"]
    var tally = ReturnTally()
    ReturnComparison.run(try #require(text.flatMap { UInt64($0) }), &tally)
    #expect(tally.faults == [])
  }
}

/// What was compared, and what differed.
struct ReturnTally {
  var sales = 0
  var returns = 0
  var books = 0
  var refusedBooks = 0
  var seen: [String: Int] = [:]
  var faults: [String] = []

  mutating func saw(_ name: String) { seen[name, default: 0] += 1 }

  mutating func add(_ other: ReturnTally) {
    sales += other.sales
    returns += other.returns
    books += other.books
    refusedBooks += other.refusedBooks
    seen.merge(other.seen, uniquingKeysWith: +)
    faults += other.faults
  }
}

/// A generated book with a random policy, its sales, and returns of them.
struct ReturnComparison {
  static func run(
    _ seed: UInt64, _ tally: inout ReturnTally, _ canary: ReturnCanary = .none
  ) {
    tally.books += 1
    // Most of the books are full of gifts, and their orders are large enough for them.
    let isRich = seed % 8 < 6
    var made =
      isRich
      ? GeneratedCase(seed: seed, families: [.gifts, .cuts, .limits]) : GeneratedCase(seed: seed)
    var random = SplitMix64(seed: seed &* 7919)
    if isRich { fill(&made.orders, &random) }
    made.book.returns = policy(made.book, &random)
    guard let rules = try? CompiledRules(made.book) else {
      tally.refusedBooks += 1
      return
    }
    let desk = ReturnDesk(rules)
    for order in made.orders {
      guard case .success(let placed) = rules.sale(of: order, hashes: desk.hashes),
        placed.payable >= 0
      else { continue }
      tally.sales += 1
      var reference = ReferenceReturns(made.book, placed, canary: canary)
      var settled: [ReturnStatement] = []
      // What they come to otherwise by the sale as it is now.
      var again: ReturnStatement?
      var sale = placed
      for number in 0..<4 {
        if number > 0, random.below(4) == 0,
          let fault = change(&sale, settled, &again, &reference, desk, number, &random, &tally)
        {
          tally.faults.append("seed \(seed) order \(order.id) change \(number): \(fault)")
          break
        }
        let request = request(number, sale, desk.policy, settled, &random)
        tally.returns += 1
        let earlier = settled + (again.map { [$0] } ?? [])
        guard let statement = try? desk.settle(request, of: sale, after: earlier) else {
          tally.faults.append("seed \(seed) order \(order.id): overflow")
          return
        }
        let wanted = reference.settle(request)
        let found = differences(wanted, statement, &tally)
        if statement.withheld != 0, desk.policy.needsPayment {
          tally.saw("withheld unpaid")
        }
        if !found.isEmpty {
          tally.faults.append(
            "seed \(seed) order \(order.id) return \(number): \(found.joined(separator: ", "))")
          break
        }
        if statement.outcome == .allowed { settled.append(statement) }
      }
    }
  }

  /// Lets orders be large enough for gifts.
  private static func fill(_ orders: inout [Order], _ random: inout SplitMix64) {
    for order in orders.indices {
      for line in orders[order].lines.indices {
        let units = Int64(1 + random.below(12)) * 1000
        orders[order].lines[line].quantity = Quantity(thousandths: units) ?? .one
      }
    }
  }

  // MARK: Policies

  private static func policy(_ book: RuleBook, _ random: inout SplitMix64) -> ReturnPolicy {
    var policy = ReturnPolicy()
    for offer in book.offers {
      var terms = RemainderTerms.allCases
      if case .gift = offer.benefit { terms += [.chargeGift, .chargeGift, .requireGift] }
      policy.byOffer[offer.id] = random.pick(terms)
    }
    if random.below(4) > 0 {
      // Most offers leave partial returns be.
      for offer in book.offers where policy.byOffer[offer.id] == .mustReturnAll {
        policy.byOffer[offer.id] = .repriceRemainder
      }
    }
    policy.lostThreshold = random.pick(ShortShipmentTerms.allCases)
    policy.prices = random.below(4) == 0 ? .repriceRemainder : .proportional
    policy.charges = random.pick(ChargeRefund.allCases)
    for charge in book.charges where random.below(2) == 0 {
      policy.byCharge[charge.id] = random.pick(ChargeRefund.allCases)
    }
    for agreement in book.agreements { policy.byAgreement[agreement.id] = terms(&random) }
    policy.earnings = terms(&random)
    policy.isLowerOf = random.below(3) == 0
    policy.needsPayment = random.below(4) == 0
    policy.reasons = [
      ReturnCause(id: "damaged", waivesFee: true, isExempt: true), ReturnCause(id: "other"),
    ]
    for number in 0..<random.below(3) {
      var scope = ReturnScope()
      let product: String? =
        book.products.isEmpty ? nil : random.pick(book.products).id
      if random.below(2) == 0, let product { scope.products = [product] }
      policy.fees.append(
        RestockingFee(
          id: "\(2 - number)", rate: rate(random.below(300_000)),
          minimum: random.below(3) == 0 ? Int64(random.below(500)) * 10_000 : 0, scope: scope))
    }
    if random.below(3) == 0 {
      policy.quota = ReturnQuota(share: rate(random.below(1_000_000)))
    }
    return policy
  }

  private static func rate(_ millionths: Int) -> Rate {
    Rate(millionths: Int64(millionths)) ?? .zero
  }

  private static func terms(_ random: inout SplitMix64) -> EarningTerms {
    EarningTerms(
      method: random.pick([.repriceRemainder, .repriceRemainder, .proportional, .keep]),
      shortfall: random.pick([.debt, .clampAndCharge, .ignore]),
      charge: Int64(random.below(200)) * 10_000)
  }

  // MARK: Requests

  private static func request(
    _ number: Int, _ sale: StoredSale, _ policy: ReturnPolicy, _ settled: [ReturnStatement],
    _ random: inout SplitMix64
  ) -> ReturnRequest {
    var request = ReturnRequest(id: "\(number)", sale: sale.order, on: sale.day)
    request.facts = facts(sale, &random)
    let reasons: [String?] = ["damaged", "other", nil]
    request.reason = random.pick(reasons)
    if random.below(3) > 0 { request.approvedBy = "ann" }
    if number == 3 {
      request.isWhole = true
      return request
    }
    for item in sale.items where random.below(3) > 0 {
      var left = item.quantity
      for line in settled.flatMap(\.lines)
      where line.number == item.number && line.part == item.part {
        left -= line.quantity
      }
      // Seldom more than there is.
      if left <= 0, random.below(20) > 0 { continue }
      let isKit = item.part != nil && random.below(2) == 0
      if isKit, request.lines.contains(where: { $0.number == item.number }) { continue }
      let units = max(1, left / 1000)
      var quantity = Int64(1 + random.below(Int(min(units, 1000)))) * 1000
      if random.below(20) > 0 { quantity = max(1, min(quantity, left)) }
      if isKit { quantity = 1000 }
      var line = ReturnRequest.Line(
        number: item.number, part: isKit ? nil : item.part, quantity: quantity)
      line.reason = random.pick(reasons)
      request.lines.append(line)
      // The same goods for another reason.
      guard random.below(5) == 0, isKit || quantity < left else { continue }
      line.quantity = isKit ? 1000 : left - quantity
      line.reason = random.pick(reasons)
      request.lines.append(line)
    }
    if random.below(4) == 0, !sale.items.isEmpty, case let item = random.pick(sale.items),
      item.part == nil
    {
      let amount = Int64(1 + random.below(300)) * sale.step
      let unit = random.below(2) == 0 ? Int64(1 + random.below(3)) : nil
      request.lines.append(.init(number: item.number, allowance: amount, unit: unit))
    }
    if random.below(6) == 0 { request.amount = Int64(1 + random.below(300)) * sale.step }
    if random.below(3) == 0 { request.charges = sale.extras.map(\.rule) }
    if request.lines.isEmpty, request.charges.isEmpty || random.below(2) == 0 {
      request.isWhole = true
    }
    return request
  }

  private static func facts(_ sale: StoredSale, _ random: inout SplitMix64) -> ReturnFacts {
    var facts = ReturnFacts()
    if random.below(3) == 0 { facts.paid = sale.payable / 2 + 1 }
    for item in sale.items where item.gift == nil {
      if random.below(5) == 0 { facts.protection[item.number] = max(0, item.paid) / 7 }
      if random.below(3) == 0 {
        let each = Int128(max(0, item.paid)) * 900 / Int128(item.quantity)
        facts.currentPrices[item.number] = Int64(clamping: each)
      }
    }
    // A sale is claimed with the same at each of its returns.
    if sale.payable / sale.step % 3 > 0 {
      facts.claim = sale.payable / 10_000 * 71_234 / 10_000 * 10_000
    }
    for earned in sale.earned where earned.kind == "rebateFund" && random.below(4) == 0 {
      facts.funded[earned.account] = earned.amount / 20_000 * 10_000
    }
    for earned in sale.earned where random.below(2) == 0 {
      facts.balances[earned.account] = Int64(random.below(40)) * 250_000
    }
    // What has run out does not come back: later returns find no less.
    for earned in sale.earned where sale.payable / sale.step % 4 == 0 {
      facts.expired[earned.account] = Int64(1 + random.below(3)) * 1_250_000
    }
    if random.below(4) == 0 {
      let rungs = [(0, 10_000), (900_000_000, 20_000)].map {
        ReturnFacts.Volume.Rung(from: $0.0, rate: rate($0.1))
      }
      // Some are volumes of what the sale itself earned.
      let own = sale.earned.filter { $0.kind == "rebate" && $0.account.hasSuffix(sale.customer) }
      let name = random.below(2) == 0 ? own.first?.rule ?? "volume" : "volume"
      facts.volumes[name] = ReturnFacts.Volume(
        bought: 1_000_000_000, paid: 20_000_000, rungs: rungs)
    }
    if random.below(2) == 0 {
      let most = random.below(2) == 0 ? 40 : 100_000
      facts.quota = ReturnFacts.Quota(
        purchases: Int64(random.below(most)) * 1_000_003, posted: 3_330_000, open: 10_000)
    }
    return facts
  }
}

extension SplitMix64 {
  /// One of some values.
  fileprivate mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }
}
