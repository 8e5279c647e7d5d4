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
    let statement = try facts.statement(of: "A", in: .cny, Self.march())
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
    (["order 01 10 100"], ""),
    (["order 01 10 100", "invoice 03 10 100"], "underShipped overInvoiced"),
    (["order 01 10 100", "return 05 2 20"], "underShipped overReturned"),
    (["order 01 10 100", "shipment 02 10", "invoice 03 10 100", "return 05 2 20"], ""),
    (["order 01 10 100", "shipment 02 10", "invoice 03 10 100", "return 05 2 19"], "priceDiffers"),
    (["order 01 1 10", "shipment 02 1", "invoice 03 1 10", "return 05 2 20"], "overReturned"),
    // What came back was sent again.
    (["order 01 10 100", "shipment 02 13", "invoice 03 13 130", "return 05 3 30"], ""),
    (["order 01 10 100", "shipment 02 14", "invoice 03 14 140", "return 05 3 30"], "overShipped"),
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
    let statement = try facts.statement(of: "A", in: .cny, Self.march(), within: tolerance)
    #expect(statement.matches.count == 1)
    let said = statement.matches.flatMap(\.breaks).map(\.rawValue).joined(separator: " ")
    #expect(said == breaks)
    // Open is what was ordered and nothing else; what came back is told.
    let match = try #require(statement.matches.first)
    #expect(match.isOpen == lines.allSatisfy { $0.hasPrefix("order") })
    let back = lines.filter { $0.hasPrefix("return") }.compactMap {
      Int64($0.split(separator: " ")[2])
    }
    #expect(match.returned == back.reduce(0, +) * 1000)
  }

  /// Movements and lines as `ID DAY KIND AMOUNT` and `KIND ID DAY AMOUNT`, and what is said of
  /// documents in March, a cent being tolerated (RULES.md B-026).
  static let documents: [([String], [String], [String])] = [
    (["i 03-03 invoice 10"], ["invoice i 03-03 4", "invoice i 03-03 6"], ["invoice i 1000 1000 "]),
    (["i 03-03 invoice 10"], ["invoice i 03-03 9.99"], ["invoice i 999 1000 "]),
    (["i 03-03 invoice 10"], ["invoice i 03-03 9.98"], ["invoice i 998 1000 totalDiffers"]),
    (
      ["j 03-03 invoice 10"], ["invoice i 03-03 10"],
      [
        "invoice i 1000 0 notBooked", "invoice j 0 1000 withoutLines",
      ]
    ),
    // Lines go back no further than the first of them.
    (
      ["j 02-28 invoice 10", "k 03-02 invoice 5"], ["order o 03-01 9", "invoice i 03-03 10"],
      ["invoice i 1000 0 notBooked", "invoice k 0 500 withoutLines"]
    ),
    // Booked after the period, which is not known yet; then booked in it, stated before it.
    (["i 04-01 invoice 10"], ["invoice i 03-31 10"], ["invoice i 1000 0 notBooked"]),
    (["i 03-01 invoice 10"], ["invoice i 02-28 10"], ["invoice i 1000 1000 "]),
    (["i 02-01 invoice 10"], ["invoice i 02-01 9"], []),
    // A credit memo for no goods, and one for goods.
    (["c 03-05 creditMemo 3"], ["invoice i 02-01 9"], []),
    (["c 03-05 creditMemo 3"], ["return c 03-05 2"], ["return c 200 300 totalDiffers"]),
    // A payment with the id of an invoice books no goods.
    (["i 03-05 payment 3"], ["invoice i 03-01 3"], ["invoice i 300 0 notBooked"]),
    // One of the two files alone says nothing of the other.
    (["i 03-03 invoice 10"], [], []), ([], ["invoice i 03-03 10"], []),
  ]

  @Test(arguments: documents)
  func documentsAreHeldAgainstWhatWasBooked(
    _ movements: [String], _ flow: [String], _ wanted: [String]
  ) throws {
    func rows(_ texts: [String], _ row: ([Substring]) -> String) -> String {
      texts.map { row($0.split(separator: " ")) }.joined(separator: "\n")
    }
    let facts = try Self.facts(
      "id,node,date,kind,amount\n"
        + rows(movements) { "\($0[0]),A,2025-\($0[1]),\($0[2]),\($0[3])" },
      Self.header
        + rows(flow.enumerated().map { "\($0.element) \($0.offset + 1)" }) {
          "\($0[0]),\($0[1]),A,2025-\($0[2]),o,\($0[4]),1,\($0[3])"
        })
    let statement = try facts.statement(
      of: "A", in: .cny, Self.march(), within: StatementTolerance(amount: 10_000))
    let said = statement.documents.map { found in
      let amounts = [found.stated, found.booked].map { String($0 / 10_000) }
      return "\(found.kind.rawValue) \(found.id) \(amounts.joined(separator: " ")) "
        + found.breaks.map(\.rawValue).joined(separator: " ")
    }
    #expect(said == wanted)
  }

  /// A part of a line is settled at the exponent of the currency, up or down (RULES.md B-022).
  @Test(arguments: [
    ("33.33", ""), ("33.34", ""), ("33.32", "priceDiffers"), ("33.35", "priceDiffers"),
  ])
  func partsAreSettled(_ billed: String, _ breaks: String) throws {
    let facts = try Self.facts(
      "id,node,date,kind,amount\n",
      Self.header + "order,o,A,2025-03-01,o,1,3,100\nshipment,s,A,2025-03-02,o,1,3,\n"
        + "invoice,i,A,2025-03-03,o,1,1,\(billed)\n")
    let match = try #require(try facts.statement(of: "A", in: .cny, Self.march()).matches.first)
    #expect(match.expected == 33_330_000)
    let said = match.breaks.filter { $0 != .underInvoiced }.map(\.rawValue)
    #expect(said.joined(separator: " ") == breaks)
  }

  /// An amount that is not stated is not zero, and goods that come back have a kind of their own.
  @Test func linesOfNothingAreRefused() throws {
    let rows = [
      "order,o,A,2025-03-01,o,1,3,", "order,o,A,2025-03-01,o,2,0,1",
      "invoice,i,A,2025-03-01,o,2,-1,1",
    ]
    let codes: [[String]] = try rows.map { row in
      do {
        _ = try Self.facts("id,node,date,kind,amount\n", Self.header + row + "\n")
        return []
      } catch let errors as RuleErrors {
        return errors.diagnostics.map(\.code.rawValue)
      }
    }
    #expect(codes == [["E302"], ["E402"], ["E402"]])
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
