import DealerRules
import Foundation
import TestSupport
import Testing

/// Random policies over the whole language of offers: every number of every statement as a plain
/// reference works it out (RULES.md Z-023 … Z-050).
@Suite("Z-031 returns as the reference has them") struct ReferenceReturnTests {
  @Test func everyNumberIsTheReferences() async throws {
    let asked = ProcessInfo.processInfo.environment["DEALER_RULES_RETURN_SALES"]
    let wanted = asked.flatMap { Int($0) } ?? 240
    let tally = await withTaskGroup(of: ReturnTally.self) { group in
      for part in 0..<2 {
        group.addTask {
          var tally = ReturnTally()
          var seed = UInt64(70_001 + part)
          while tally.sales < wanted / 2, tally.faults.count < 5 {
            ReturnComparison.run(seed, &tally)
            seed += 2
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
    #expect(tally.faults.isEmpty, "\(tally.faults.prefix(5).joined(separator: "\n"))")
    let needed = [
      "clawBack", "gift", "protection", "withheld", "fee", "rebate", "charges", "allowance", "tax",
      "quota", "earnings", "short", "debt", "charged", "releases", "refused", "held", "kits",
    ]
    #expect(needed.allSatisfy { tally.seen[$0, default: 0] > 0 })
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
  var seen: [String: Int] = [:]
  var faults: [String] = []

  mutating func add(_ other: ReturnTally) {
    sales += other.sales
    returns += other.returns
    seen.merge(other.seen, uniquingKeysWith: +)
    faults += other.faults
  }
}

/// A generated book with a random policy, its sales, and returns of them.
struct ReturnComparison {
  static func run(_ seed: UInt64, _ tally: inout ReturnTally) {
    // Every other book is full of gifts, and its orders are large enough for them.
    let isRich = seed / 2 % 2 == 0
    var made =
      isRich
      ? GeneratedCase(seed: seed, families: [.gifts, .cuts, .limits]) : GeneratedCase(seed: seed)
    var random = SplitMix64(seed: seed &* 7919)
    if isRich {
      for order in made.orders.indices {
        for line in made.orders[order].lines.indices {
          let units = Int64(1 + random.below(12)) * 1000
          made.orders[order].lines[line].quantity = Quantity(thousandths: units) ?? .one
        }
      }
    }
    made.book.returns = policy(made.book, &random)
    guard let rules = try? CompiledRules(made.book) else { return }
    let desk = ReturnDesk(rules)
    for order in made.orders {
      guard case .success(let sale) = rules.sale(of: order, rulesHash: desk.rulesHash),
        sale.payable >= 0
      else { continue }
      tally.sales += 1
      var reference = ReferenceReturns(made.book, sale)
      var settled: [ReturnStatement] = []
      for number in 0..<4 {
        let request = request(number, sale, desk.policy, settled, &random)
        tally.returns += 1
        guard let statement = try? desk.settle(request, of: sale, after: settled) else {
          tally.faults.append("seed \(seed) order \(order.id): overflow")
          return
        }
        let wanted = reference.settle(request)
        let found = differences(wanted, statement, &tally)
        if !found.isEmpty {
          tally.faults.append(
            "seed \(seed) order \(order.id) return \(number): \(found.joined(separator: ", "))")
          break
        }
        if statement.outcome == .allowed { settled.append(statement) }
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
    if request.lines.isEmpty { request.isWhole = true }
    return request
  }

  private static func facts(_ sale: StoredSale, _ random: inout SplitMix64) -> ReturnFacts {
    var facts = ReturnFacts()
    if random.below(3) == 0 { facts.paid = sale.payable / 2 + 1 }
    for item in sale.items where item.part == nil && item.gift == nil {
      if random.below(5) == 0 { facts.protection[item.number] = max(0, item.paid) / 7 }
      if random.below(3) == 0 {
        let each = Int128(max(0, item.paid)) * 900 / Int128(item.quantity)
        facts.currentPrices[item.number] = Int64(clamping: each)
      }
    }
    for earned in sale.earned where random.below(2) == 0 {
      facts.balances[earned.account] = Int64(random.below(40)) * 250_000
    }
    if random.below(4) == 0 {
      let rungs = [(0, 10_000), (900_000_000, 20_000)].map {
        ReturnFacts.Volume.Rung(from: $0.0, rate: rate($0.1))
      }
      facts.volumes["volume"] = ReturnFacts.Volume(
        bought: 1_000_000_000, paid: 20_000_000, rungs: rungs)
    }
    if random.below(2) == 0 {
      facts.quota = ReturnFacts.Quota(
        purchases: Int64(random.below(100_000)) * 1_000_003, posted: 3_330_000, open: 10_000)
    }
    return facts
  }
}

extension SplitMix64 {
  /// One of some values.
  fileprivate mutating func pick<T>(_ values: [T]) -> T { values[below(values.count)] }
}

// What differs.
extension ReturnComparison {
  private static func differences(
    _ wanted: ReferenceReturns.Statement, _ got: ReturnStatement, _ tally: inout ReturnTally
  ) -> [String] {
    let isRefused = got.outcome == .refused
    if isRefused { tally.seen["refused", default: 0] += 1 }
    guard wanted.isRefused == isRefused else {
      let codes = got.findings.map(\.code.rawValue).joined(separator: " ")
      return ["refused \(wanted.isRefused), not \(isRefused) \(codes)"]
    }
    if isRefused { return [] }
    var found: [String] = []
    func expect(_ name: String, _ value: Int64, _ actual: Int64) {
      if value != 0 { tally.seen[name, default: 0] += 1 }
      if value != actual { found.append("\(name) \(value), not \(actual)") }
    }
    let amounts: [(String, Int64)] = [
      ("paid", got.goods + got.discount), ("tax", got.tax), ("containedTax", got.containedTax),
      ("charges", got.charges), ("allowance", got.allowance), ("clawBack", got.clawBack),
      ("gift", got.gift), ("protection", got.protection), ("withheld", got.withheld),
      ("refund", got.refund), ("fee", got.fee), ("rebate", got.rebate), ("points", got.points),
      ("credit", got.credit), ("quota", got.quota),
    ]
    for (name, actual) in amounts { expect(name, wanted.amounts[name] ?? 0, actual) }
    var earnings: [String: [Int64]] = [:]
    for one in got.earnings {
      earnings["\(one.account) \(one.kind)"] = [one.taken, one.short, one.debt, one.charged]
    }
    if wanted.earnings != earnings { found.append("\(wanted.earnings), not \(earnings)") }
    if !earnings.isEmpty { tally.seen["earnings", default: 0] += 1 }
    for (place, name) in ["short", "debt", "charged"].enumerated()
    where earnings.values.contains(where: { $0[place + 1] != 0 }) {
      tally.seen[name, default: 0] += 1
    }
    var releases: [String: Int64] = [:]
    for use in got.releases { releases["\(use.id) \(use.kind)"] = use.amount + use.units }
    if wanted.releases != releases { found.append("\(wanted.releases), not \(releases)") }
    if !releases.isEmpty { tally.seen["releases", default: 0] += 1 }
    if got.lines.contains(where: { $0.kits != 0 }) { tally.seen["kits", default: 0] += 1 }
    let over = got.findings.first { $0.code == .overQuota }?.amount ?? 0
    expect("overQuota", wanted.overQuota, over)
    let lacks = got.findings.contains { $0.code == .giftMissing }
    if lacks != wanted.lacksGift { found.append("a gift is missing: \(wanted.lacksGift)") }
    if got.outcome == .held { tally.seen["held", default: 0] += 1 }
    if !got.isBalanced { found.append("not balanced") }
    return found
  }
}
