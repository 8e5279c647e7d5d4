import DealerRules
import Testing

@Suite("B-021, B-022 statements") struct StatementTests {
  static let movements = """
    id,node,date,kind,amount
    p1,A,2025-03-05,payment,40.00
    i1,A,2025-02-20,invoice,100.00
    i2,A,2025-03-01,invoice,50.00
    i3,A,2025-04-01,invoice,7.00
    r1,A,2025-03-05,returned,40.00
    m1,A,2025-03-31,creditMemo,5.00
    x1,B,2025-03-31,charge,5.00
    """

  static func facts(_ movements: String, _ flow: String) throws -> StatementFacts {
    try StatementFacts.read(
      [
        RuleSource(name: "movements.csv", text: movements),
        RuleSource(name: "flow.csv", text: flow),
      ], RuleBook(currency: .cny))
  }

  static let header = "kind,document,node,date,order,line,quantity,amount\n"

  static func march() -> CreditDays {
    CreditDays(from: CivilDate("2025-03-01"), through: CivilDate("2025-03-31"))
  }

  @Test func balancesFollowMovements() throws {
    let facts = try Self.facts(Self.movements, Self.header)
    let statement = try facts.statement(of: "A", Self.march())
    #expect(statement.opening == 100_000_000)
    #expect(statement.entries.map(\.movement.id) == ["i2", "p1", "r1", "m1"])
    #expect(statement.entries.map(\.balance) == [150, 110, 150, 145].map { $0 * 1_000_000 })
    #expect(statement.closing == 145_000_000)
  }

  /// Lines as `KIND DAY QUANTITY AMOUNT`, and what is said of them.
  static let cases: [([String], String)] = [
    (["order 01 10 100", "shipment 02 10", "invoice 03 10 100"], ""),
    (["order 01 10 100", "shipment 02 8", "invoice 03 8 80"], "underShipped"),
    (["order 01 10 100", "shipment 02 12", "invoice 03 10 100"], "overShipped underInvoiced"),
    (["shipment 02 8", "invoice 03 8 80"], "notOrdered"),
    (["order 01 10 100", "shipment 02 10", "invoice 03 11 110"], "overInvoiced"),
    (["order 01 10 100", "shipment 02 10", "invoice 03 10 100.06"], "priceDiffers"),
    (["order 01 10 100", "shipment 02 5", "shipment 02 5", "invoice 03 10 100"], "statedTwice"),
    (["order 01 1000 100", "shipment 02 990", "invoice 03 990 99.05"], ""),
  ]

  @Test(arguments: cases)
  func linesMatchOrSayHowNot(_ lines: [String], _ breaks: String) throws {
    let rows = lines.map { line in
      let words = line.split(separator: " ")
      let amount = words.count > 3 ? words[3] : ""
      return "\(words[0]),\(words[0]),A,2025-03-\(words[1]),o,1,\(words[2]),\(amount)"
    }
    let facts = try Self.facts(
      "id,node,date,kind,amount\n", Self.header + rows.joined(separator: "\n"))
    let tolerance = StatementTolerance(quantity: try #require(Rate("2%")), amount: 50_000)
    let statement = try facts.statement(of: "A", Self.march(), within: tolerance)
    #expect(statement.matches.count == 1)
    let said = statement.matches.flatMap(\.breaks).map(\.rawValue).joined(separator: " ")
    #expect(said == breaks)
  }

  @Test func slipsHavePlaces() throws {
    let wrong = "id,node,date,kind,amount\na,A,2025/3/1,bill,-1\n,A,2025-03-01,invoice,\n"
    do {
      _ = try Self.facts(wrong, "kind,document,node,date,order,line,quantity,price\n")
      Issue.record("nothing is said")
    } catch let errors as RuleErrors {
      let codes = errors.diagnostics.map(\.code.rawValue)
      #expect(codes.contains("E406") && codes.contains("E307") && codes.contains("E412"))
      #expect(codes.contains("E302") && codes.contains("E313"))
    }
  }
}
