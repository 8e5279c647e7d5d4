import DealerRules
import TestSupport
import Testing

/// What does not come back twice, or not at all (RULES.md Z-020, Z-023 … Z-026, Z-032, Z-034).
@Suite("Z-026 goods that are there and goods that are gone") struct ReturnRefusalTests {
  /// Ten of A at 50.00 earn one G that costs 50.00, and a point for every 20.00.
  private static func desk(_ terms: String) throws -> (ReturnDesk, StoredSale) {
    let desk = ReturnDesk(
      try TextProject([
        "products": #"[{"id":"A"},{"id":"G"}]"#,
        "prices": """
        [{"table":"list","product":"A","price":"50"},{"table":"list","product":"G","price":"50"}]
        """,
        "phases": #"[{"id":"p"}]"#,
        "offers": """
        [{"id":"g","phase":"p","when":{"product":"A"},
          "requires":[{"measure":"quantity","from":"10"}],
          "gift":{"products":["G"],"quantity":"1"}}]
        """,
        "agreements": #"[{"id":"pts","points":{"every":"20"}}]"#,
        "returns":
          #"{"promotions":{"g":"\#(terms)"},"earnings":{"pts":{"method":"proportional"}}}"#,
      ]).rules)
    return (desk, try desk.rules.sale(of: Shop.order([Shop.line(1, "A", "10")])).get())
  }

  private static func settle(
    _ desk: ReturnDesk, _ sale: StoredSale, after earlier: [ReturnStatement] = [],
    _ lines: [(Int32, Int64)], _ change: (inout ReturnRequest) -> Void = { _ in }
  ) throws -> ReturnStatement {
    var request = ReturnRequest(id: "r\(earlier.count)", sale: sale.order, on: sale.day)
    request.lines = lines.map { ReturnRequest.Line(number: $0.0, quantity: $0.1 * 1000) }
    change(&request)
    return try desk.settle(request, of: sale, after: earlier)
  }

  @Test func aGiftThatStaysIsRefusedOrCharged() throws {
    for (terms, wanted) in [
      ("mustReturnAll", "refused 0"), ("repriceRemainder", "allowed 450"),
      ("chargeGift", "allowed 450"), ("requireGift", "held 500"),
    ] {
      let (desk, sale) = try Self.desk(terms)
      let gift = try #require(sale.items.first { $0.gift != nil })
      let kept = try Self.settle(desk, sale, [(1, 10)])
      #expect("\(kept.outcome.name) \(kept.refund / 1_000_000)" == wanted, "\(terms)")
      let both = try Self.settle(desk, sale, [(1, 10), (gift.number, 1)])
      #expect(both.outcome == .allowed && both.refund == 500_000_000, "\(terms)")
    }
  }

  /// The gift was paid with 45.46 of 500.00: three of ten bring 136.36 back and 6.8 of 25 points,
  /// seven 15.9, all of them 22.7; the last of the goods takes the rest.
  @Test func pointsComeBackWhole() throws {
    let (desk, sale) = try Self.desk("proportional")
    #expect(sale.earned.map(\.units) == [25_000])
    var earlier: [ReturnStatement] = []
    for quantity: Int64 in [3, 4, 3] {
      earlier.append(try Self.settle(desk, sale, after: earlier, [(1, quantity)]))
    }
    let gift = try #require(sale.items.first { $0.gift != nil })
    earlier.append(try Self.settle(desk, sale, after: earlier, [(gift.number, 1)]))
    let taken = earlier.map { $0.earnings.reduce(0) { $0 + $1.taken } }
    #expect(taken == [6_000, 9_000, 7_000, 3_000])
  }

  /// An exchanged unit can come back like the one that was given for it.
  @Test func whatWasExchangedCanComeBack() throws {
    let (desk, sale) = try Self.desk("proportional")
    let exchange = try Self.settle(desk, sale, [(1, 10)]) { $0.kind = .exchange }
    #expect(exchange.outcome == .allowed && exchange.credit == 0)
    let all = try Self.settle(desk, sale, after: [exchange], []) { $0.isWhole = true }
    #expect(all.outcome == .allowed && all.refund == 500_000_000)
    let more = try Self.settle(desk, sale, after: [exchange, all], [(1, 1)])
    #expect(more.findings.map(\.code) == [.moreThanSold])
  }

  /// Neither levels nor promotions nor facts of a credit concern an exchange.
  @Test(arguments: ["mustReturnAll", "requireGift"])
  func anExchangeIsNoCredit(_ terms: String) throws {
    let (plain, sale) = try Self.desk(terms)
    var policy = plain.policy
    policy.levels = [ReturnLevel(above: 10_000_000, level: 1)]
    policy.isLowerOf = true
    policy.earnings = EarningTerms(method: .proportional, shortfall: .clampAndCharge, charge: 1)
    let desk = ReturnDesk(plain.rules, policy: policy)
    let told = try Self.settle(desk, sale, [(1, 1)]) { $0.kind = .exchange }
    #expect(told.outcome == .allowed && told.findings.map(\.code) == [.exchanged])
    #expect(told.lines.map(\.quantity) == [1000])
    let refund = try Self.settle(desk, sale, [(1, 1)])
    #expect(refund.outcome > .allowed)
    let nothing = try Self.settle(desk, sale, []) { $0.kind = .exchange }
    #expect(nothing.outcome == .refused)
  }

  @Test func everythingTwiceIsRefused() throws {
    let (desk, sale) = try Self.desk("proportional")
    let all = try Self.settle(desk, sale, []) { $0.isWhole = true }
    let again = try Self.settle(desk, sale, after: [all], []) { $0.isWhole = true }
    #expect(again.outcome == .refused && again.findings.map(\.code) == [.nothingLeft])
  }

  @Test func whatTheDealerGetsAgainIsNotBack() throws {
    let (desk, sale) = try Self.desk("proportional")
    let sent = try Self.settle(desk, sale, [(1, 1)]) { $0.lines[0].disposition = .backToDealer }
    #expect(sent.findings.map(\.code) == [.dispositionRefused])
    let kept = try Self.settle(desk, sale, [(1, 1)]) {
      $0.lines[0].disposition = .keepWithAllowance
    }
    #expect(kept.outcome == .allowed && kept.credit > 0)
  }

  /// A statement whose bytes changed, or that stands twice, is none.
  @Test func statementsAreSealed() throws {
    let (desk, sale) = try Self.desk("proportional")
    let bytes = ReturnRecord.bytes(of: try Self.settle(desk, sale, [(1, 2)]))
    func codes(_ bytes: [UInt8]) -> [String] {
      do throws(RuleErrors) {
        return try ReturnRecord.read(RuleSource(name: "r.ndjson", bytes: bytes)).map(\.id)
      } catch {
        return error.diagnostics.map(\.code.rawValue)
      }
    }
    #expect(codes(bytes + [10]) == ["r0"])
    #expect(codes(bytes + [10] + bytes) == ["E305"])
    let text = String(decoding: bytes, as: UTF8.self)
    for (old, new) in [
      (#""outcome":"allowed""#, #""outcome":"refused""#), (#""quantity":"2""#, #""quantity":"0""#),
      (#""sale":"1""#, #""sale":"2""#),
    ] {
      let changed = text.replacing(old, with: new)
      #expect(changed != text && codes(Array(changed.utf8)) == ["E730"], "\(old)")
    }
    let unsealed = try #require(text.firstRange(of: #","checksum""#))
    #expect(codes(Array(text[..<unsealed.lowerBound].utf8) + [0x7D]) == ["E730"])
  }
}
