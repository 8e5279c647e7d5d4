import DealerRules
import Foundation
import TestSupport
import Testing

@Suite("The README") struct ReadmeTests {
  /// The Swift example, line for line; what it prints is collected instead.
  static func example(_ print: (Any...) -> Void) throws {
    var book = RuleBook(name: "first", currency: .cny)
    book.products = [Product(id: "chips", baseUnit: "bag")]
    book.customers = [Customer(id: "D1", tier: "gold")]
    var list = PriceTable(id: "list", keys: [.product])
    list.rows.append(PriceRow(key: ["chips"], value: .amount(10_000_000)))
    book.priceTables = [list]
    book.priceKinds = [PriceKind(id: "price", accesses: [Access(tables: ["list"])])]
    book.phases = [Phase(id: "season")]
    book.offers = [
      Offer(
        id: "spring", phase: "season", when: .test(.customerTier, .isIn(["gold"])),
        benefit: .percentOff(Rate("12%") ?? .zero))
    ]

    let rules = try CompiledRules(book)
    let instant = Instant(secondsSinceEpoch: 1_740_787_200)  // 2025-03-01
    let order = Order(
      id: "1", customer: "D1", moment: .instant(instant),
      lines: [OrderLine(number: 1, product: "chips", quantity: .one)])
    let decision = try rules.price(order).get()
    print(Money(millionths: decision.net, decision.currency))  // 8.80 CNY
    for step in decision.steps { print(rules.name(of: step.rule), step.amount) }
  }

  @Test func theExampleIsThisCode() throws {
    let own = try text(#filePath)
    let shown = try ReadmeTests.blocks("swift")
    // The other is the store of `LedgerTableTests`.
    #expect(shown.count == 2)
    for line in try #require(shown.first).split(separator: "\n") where line != "import DealerRules"
    {
      let plain = line.trimmingCharacters(in: .whitespaces)
      #expect(own.contains(plain), "\(plain)")
    }
  }

  @Test func theExamplePrintsWhatItSays() throws {
    var printed: [String] = []
    try ReadmeTests.example { (items: Any...) in
      printed.append(items.map { "\($0)" }.joined(separator: " "))
    }
    #expect(printed.first == "8.80 CNY")
    #expect(printed.contains("spring -1200000"))
    #expect(try ReadmeTests.blocks("swift").first?.contains("// \(printed[0])") == true)
  }

  /// Every command of the README is run by the gates.
  @Test func everyCommandIsRun() throws {
    let gates = try text(ReadmeTests.root + ".ci/run")
    let commands = try ReadmeTests.blocks("").flatMap { $0.split(separator: "\n") }
      .map { $0.trimmingCharacters(in: .whitespaces) }.filter { $0.hasPrefix("swift ") }
    #expect(!commands.isEmpty)
    for command in commands {
      let plain = command.components(separatedBy: "  #")[0].trimmingCharacters(in: .whitespaces)
      #expect(gates.contains(plain), "\(plain)")
    }
  }

  private static let root =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/"

  private func text(_ path: String) throws -> String {
    try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
  }

  /// Fenced blocks of a language, `""` for none.
  private static func blocks(_ language: String) throws -> [String] {
    let readme = try String(
      contentsOf: URL(fileURLWithPath: root + "README.md"), encoding: .utf8)
    var found: [String] = []
    var block: String?
    var isWanted = false
    for line in readme.components(separatedBy: "\n") {
      if line.hasPrefix("```") {
        if let text = block {
          if isWanted { found.append(text) }
          block = nil
        } else {
          isWanted = line == "```" + language
          block = ""
        }
      } else if let text = block {
        block = text + line + "\n"
      }
    }
    return found
  }
}
