import DealerRules
import TestSupport
import Testing

/// Policies that name what is not there, and which sale gives the price (RULES.md Z-010, Z-016).
@Suite("Z-010 return policies") struct ReturnPolicyTests {
  @Test func whatIsNotThereIsTold() throws {
    let policy = """
      {"promotions":{"nothing":"proportional"},"charges":{"freight":"never"},"earnings":{"q":{}},
       "windows":[{"id":"a","categories":["none"]},{"id":"a","products":["nope"]}]}
      """
    var messages: [String] = []
    do {
      _ = try TextProject(["returns": policy])
    } catch {
      messages = error.diagnostics.map(\.message)
    }
    #expect(
      messages == [
        "there is no offer `nothing`", "there is no charge `freight`",
        "there is no agreement `q`", "window `a` is stated twice", "there is no category `none`",
        "there is no product `nope`",
      ])
  }

  /// Three sales at 10.00, 8.00 and 9.00, the cheapest of them almost back.
  @Test func theSourceIsChosenAlike() throws {
    var sales: [(StoredSale, [ReturnStatement])] = []
    for (index, price) in ["10.00", "8.00", "9.00"].enumerated() {
      var shop = Shop(["A": price])
      shop.book.name = "\(index)"
      let rules = try CompiledRules(shop.book)
      var order = Shop.order([Shop.line(1, "A", "5")])
      order.id = "\(index)"
      let day = try #require(CivilDate("2025-03-0\(index + 1)"))
      order.moment = .date(day)
      sales.append((try rules.sale(of: order).get(), []))
    }
    func source(_ choice: SourceChoice, _ quantity: Int64 = 1000) throws -> [String] {
      var shop = Shop(["A": "1.00"])
      var policy = ReturnPolicy()
      policy.source = choice
      shop.book.returns = policy
      let desk = ReturnDesk(try CompiledRules(shop.book))
      let request = ReturnRequest(id: "r0", sale: "", on: sales[2].0.day)
      return try desk.sources(of: "A", quantity: quantity, like: request, among: sales)
        .map { "\($0.sale): \($0.quantity)" }
    }
    #expect(try source(.lowestPrice) == ["1: 1000"])
    #expect(try source(.oldest) == ["0: 1000"])
    #expect(try source(.newest) == ["2: 1000"])
    let desk = ReturnDesk(try CompiledRules(Shop(["A": "1.00"]).book))
    var request = ReturnRequest(id: "r", sale: "1", on: sales[1].0.day)
    request.lines = [ReturnRequest.Line(number: 1, quantity: 3000)]
    sales[1].1 = [try desk.settle(request, of: sales[1].0)]
    #expect(try source(.lowestPrice, 3000) == ["2: 3000"])
    #expect(try source(.lowestPrice, 2000) == ["1: 2000"])
    #expect(try source(.lowestPrice, 13_000) == [])
    #expect(try source(.lowestPrice, 6000) == ["1: 2000", "2: 4000"])
  }

  @Test func everyCodeHasTextInBothLanguages() {
    let isHan = { (text: String) in
      text.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }
    let codes = ReturnCode.allCases
    #expect(codes.allSatisfy { !$0.english.isEmpty && !isHan($0.english) && isHan($0.chinese) })
    #expect(Set(codes.map(\.english)).count == codes.count)
    #expect(Set(codes.map(\.chinese)).count == codes.count)
  }

  /// Z-014: what was not paid, or cost nothing, does not come back, nor more than was paid.
  @Test func onlyWhatWasPaidComesBack() throws {
    var shop = Shop(["A": "10.00", "B": "0.00"])
    var policy = ReturnPolicy()
    policy.needsPayment = true
    shop.book.returns = policy
    let desk = ReturnDesk(try CompiledRules(shop.book))
    func codes(_ product: String, paid: Int64?, amount: Int64 = 0) throws -> [ReturnCode] {
      let sale = try desk.rules.sale(of: Shop.order([Shop.line(1, product, "2")])).get()
      var request = ReturnRequest(id: "r", sale: "1", on: sale.day)
      request.facts.paid = paid
      request.amount = amount
      if amount == 0 { request.lines = [ReturnRequest.Line(number: 1, quantity: 1000)] }
      return try desk.settle(request, of: sale).findings.map(\.code)
    }
    #expect(try codes("A", paid: 20_000_000).isEmpty)
    #expect(try codes("A", paid: nil) == [.factMissing])
    #expect(try codes("A", paid: 0) == [.notPaid])
    #expect(try codes("B", paid: nil) == [.nothingPaid])
    #expect(try codes("A", paid: 5_000_000, amount: 5_000_000).isEmpty)
    #expect(try codes("A", paid: 5_000_000, amount: 5_000_001) == [.aboveBalance])
  }

  /// More than everything is no fee and no quota, from Swift and from documents.
  @Test func ratesAreParts() throws {
    for (fee, share, count) in [("100%", "100%", 0), ("100.0001%", "0", 1), ("101%", "-1%", 2)] {
      var shop = Shop(["A": "10.00"])
      var policy = ReturnPolicy()
      policy.fees = [RestockingFee(id: "f", rate: Shop.rate(fee))]
      policy.quota = ReturnQuota(share: Shop.rate(share))
      shop.book.returns = policy
      let document = TextProject.document([
        "returns": """
        {"fees":[{"id":"f","rate":"\(fee)"}],"quota":{"share":"\(share)"}}
        """
      ])
      let source = RuleSource(name: "rules.json", text: document)
      for make in [{ try CompiledRules(shop.book) }, { try CompiledRules(parsing: [source]) }] {
        var codes: [DiagnosticCode] = []
        do { _ = try make() } catch let errors as RuleErrors {
          codes = errors.diagnostics.map(\.code)
        }
        #expect(codes == Array(repeating: .badRate, count: count), "\(fee) \(share)")
      }
    }
  }

  @Test func moreIsNotLookedAt() throws {
    let rules = try CompiledRules(Shop(["A": "1.00"]).book)
    let sale = try rules.sale(of: Shop.order([Shop.line(1, "A", "5")])).get()
    let line = ReturnRequest.Line(number: 1, quantity: 1)
    let request = ReturnRequest(
      id: "r", sale: "1", on: sale.day,
      lines: Array(repeating: line, count: ReturnRequest.most + 1))
    let statement = try ReturnDesk(rules).settle(request, of: sale)
    #expect(statement.outcome == .refused && statement.findings.map(\.code) == [.tooMany])
  }
}
