import DealerRules
import TestSupport
import Testing

/// What is told of a return beside its amounts, and what is not taken back twice (RULES.md Z-025,
/// Z-045, Z-046).
@Suite("Z-046 what a return takes back once, and tells") struct ReturnToldTests {
  /// Eleven of 100.00, a rebate of 2 % from 1,000.00, freight of 7.00 that is never given back.
  private static func sale(
    _ receivers: [AgreementShare] = [AgreementShare(.buyer)]
  ) throws -> (desk: ReturnDesk, sale: StoredSale) {
    var shop = Shop(["A": "100.00"])
    let rungs = [("0", "1%"), ("1000", "2%")].map {
      RebateRung(from: Shop.millionths($0.0), .rate(Shop.rate($0.1)))
    }
    var agreement = Agreement(id: "reb", promise: .rebate(Rebate(rungs: rungs)))
    agreement.receivers = receivers
    shop.book.agreements = [agreement]
    shop.book.charges = [Charge(id: "freight", amount: Shop.millionths("7"))]
    var policy = ReturnPolicy()
    policy.byCharge["freight"] = .never
    shop.book.returns = policy
    let rules = try CompiledRules(shop.book)
    return (
      ReturnDesk(rules), try rules.sale(of: Shop.order([Shop.line(1, "A", "11")])).get()
    )
  }

  private static func two(_ volume: String?) throws -> ReturnRequest {
    let day = try #require(CivilDate("2025-03-10"))
    let line = ReturnRequest.Line(number: 1, quantity: 2000)
    var request = ReturnRequest(id: "r", sale: "1", on: day, lines: [line])
    guard let volume else { return request }
    let rungs = [("0", "1%"), ("1000", "2%")].map {
      ReturnFacts.Volume.Rung(from: Shop.millionths($0.0), rate: Shop.rate($0.1))
    }
    request.facts.volumes[volume] = ReturnFacts.Volume(
      bought: Shop.millionths("1100"), paid: Shop.millionths("22"), rungs: rungs)
    return request
  }

  /// 22.00 were earned on 1,100.00, 9.00 are earned on 900.00: 13.00 go back, once.
  @Test func aRebateGoesBackOnce() throws {
    let (desk, sale) = try Self.sale()
    for volume in [nil, "reb"] {
      let statement = try desk.settle(try Self.two(volume), of: sale)
      #expect(statement.earnings.map(\.taken) == [13_000_000])
      #expect(statement.findings.isEmpty)
    }
    let other = try desk.settle(try Self.two("else"), of: sale)
    #expect(other.earnings.map(\.taken) == [13_000_000, 13_000_000])
    #expect(other.findings == [ReturnFinding(.unknownAgreement, rule: "else")])
    #expect(other.outcome == .allowed)
  }

  /// A volume of which nobody says what was bought or paid takes nothing back in silence.
  @Test(arguments: [
    (#""bought":"1100","paid":"22","#, 0), (#""bought":"1100","#, 1), (#""paid":"22","#, 1),
    ("", 2),
  ])
  func aVolumeStatesWhatWasBoughtAndPaid(_ stated: String, _ missing: Int) {
    let text = """
      {"id":"r","sale":"1","date":"2025-03-10","lines":[{"number":1,"quantity":"2"}],\
      "facts":{"volumes":{"reb":{\(stated)"rungs":[{"from":"0","rate":"1%"}]}}}}
      """
    var codes: [String] = []
    do throws(RuleErrors) {
      _ = try ReturnRequest.read(RuleSource(name: "r", bytes: Array(text.utf8)))
    } catch {
      codes = error.diagnostics.map(\.code.rawValue)
    }
    #expect(codes == Array(repeating: "E302", count: missing))
  }

  /// A buyer who receives two shares of an agreement gives back what he earned of it in all.
  @Test func sharesOfOneAccountAreOne() throws {
    let half = Shop.rate("50%")
    let (desk, sale) = try Self.sale([
      AgreementShare(.buyer, share: half), AgreementShare(.buyer, share: half),
    ])
    let statement = try desk.settle(try Self.two(nil), of: sale)
    #expect(statement.earnings.map(\.taken) == [13_000_000])
    var rest = try Self.two(nil)
    (rest.id, rest.lines[0].quantity) = ("r2", 9000)
    let last = try desk.settle(rest, of: sale, after: [statement])
    #expect(last.earnings.map(\.taken) == [9_000_000])
    // The freight stays with the shop, which the last return tells.
    #expect(statement.findings.isEmpty)
    #expect(last.findings == [ReturnFinding(.chargeKept, rule: "freight", amount: 7_000_000)])
    #expect(last.refund == 900_000_000)
  }
}
